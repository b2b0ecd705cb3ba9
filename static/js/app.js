// The one script of the product. Every behaviour below hangs on data attributes and works by delegation,
// so it holds for what htmx swaps in; behind each stands a plain link or form.
// Collecting the static files joins the behaviours into this file, so that a page loads it in one request.
import "./toast.js";
import "./dialog.js";
import "./theme.js";
import "./copy.js";
import "./toggle.js";
import "./hotkeys.js";
import "./days.js";
import "./palette.js";
import "./length.js";
import "./focus.js";
import "./found.js";
import "./player.js";
import "./reuse.js";
import "./asks.js";
import "./rows.js";
import "./upload.js";
import "./drop.js";
import "./retell.js";
import "./catch_up.js";
import "./suggestions.js";
import "./editor.js";
import "./words.js";
import "./offers.js";
