"""Hands that do what a person does on a page and count it, with the mouse or with the keyboard alone.

An interaction is a click, a key outside a field, or one filled field, whatever its length: typing into it, ticking it
or choosing in it. With the keyboard, what is counted is what decides something: Enter, Space or a letter outside a
field, and each filled field. Moving the focus (Tab, and arrows within a group of choices) is counted apart as `moves`,
since it changes nothing, as moving the mouse does; it is printed, and every stop must show where the focus is.
"""

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import ClassVar

from playwright.sync_api import FilePayload, Locator, Page, expect

MOST_MOVES = 150  # from one stop to the next, on a page of any kind

# Where the focus is. It shows on the element, or on what stands for it: the label of a hidden box. Within a date or a
# time, or a recording, the browser shows it on the parts that it draws itself.
FOCUS = """wanted => {
    const now = document.activeElement;
    if (!now || now === document.body) return null;
    const shows = part => {
        const style = getComputedStyle(part);
        return (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== "none";
    };
    const stands_for = [now, now.closest("label"), ...(now.labels || [])].filter(Boolean);
    const box = (now.labels?.[0] || now).getBoundingClientRect();
    const group = wanted.type === "radio" && now.type === "radio";
    return {
        arrived: now === wanted,
        in_group: group && now.name === wanted.name && now.form === wanted.form,
        shown: ["date", "time"].includes(now.type) || now.matches("audio, video") || stands_for.some(shows),
        in_sight: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
        words: (now.getAttribute("aria-label") || now.innerText || now.name || now.tagName).trim().slice(0, 60),
    };
}"""

# What a browser tells a page when files are dragged over its heading and let go there.
DROP = """contents => {
    const transfer = new DataTransfer();
    for (const { name, type, data } of contents) {
        const bytes = Uint8Array.from(atob(data), sign => sign.charCodeAt(0));
        transfer.items.add(new File([bytes], name, { type }));
    }
    for (const kind of ["dragenter", "dragover", "drop"]) {
        const event = new DragEvent(kind, { dataTransfer: transfer, bubbles: true, cancelable: true });
        document.querySelector("h1").dispatchEvent(event);
    }
}"""

WORDS = """element => (element.getAttribute("aria-label") || element.labels?.[0]?.innerText || element.innerText
    || element.name || element.tagName).trim().replace(/\\s+/g, " ").slice(0, 60)"""


@dataclass
class Hands:
    """One person at one page; `done` is what they did so far, in words."""

    page: Page
    done: list[str] = field(default_factory=list)
    moves: int = 0
    name: ClassVar[str]

    def open(self, address: str) -> None:
        """A page by its address or a link in a mail: it is loaded anew, even when it is open already."""
        self.page.goto("about:blank")
        self.page.goto(address)

    def click(self, control: Locator) -> None:
        """Push a button, follow a link, open what is folded."""
        self._note(f"click {_words(control)}")
        self._activate(control)

    def press(self, key: str) -> None:
        """A key outside a field, such as a shortcut."""
        self._note(f"press {key}")
        self.page.keyboard.press(key)

    def fill(self, control: Locator, text: str) -> None:
        self._note(f"fill {_words(control)}")
        self._type(control, text)
        expect(control).to_have_value(text)

    def check(self, control: Locator) -> None:
        """Tick a box, or choose one of a group."""
        self._note(f"check {_words(control)}")
        self._tick(control)
        expect(control).to_be_checked()

    def choose(self, control: Locator, option: str) -> None:
        """Choose the option with this label in a list."""
        self._note(f"choose {option}")
        self._select(control, option)
        expect(control.locator("option:checked")).to_have_text(option)

    def begin(self) -> None:
        """What follows is another journey with a limit of its own."""
        self.done.clear()
        self.moves = 0

    def hand_over(self, chooser: Locator, *files: FilePayload) -> None:
        """Give the page files: by mouse dropped anywhere on it, by keyboard through the button that chooses them."""
        self._note(f"hand over {', '.join(file['name'] for file in files)}")
        self._give(chooser, files)

    def press_on(self, control: Locator, key: str, button: Locator) -> None:
        """A key that works on whatever has the focus; by mouse the button that does the same."""
        raise NotImplementedError

    def pick(self, option: Locator, key: str, button: Locator) -> None:
        """Choose in the list below a field with its arrows and press a key; by mouse the place that does the same."""
        raise NotImplementedError

    def at_most(self, limit: int) -> None:
        """Fail when more was done since `begin`; say what, and how far the focus moved."""
        steps = "\n".join(f"  {number}. {words}" for number, words in enumerate(self.done, start=1))
        said = f"{len(self.done)} of {limit} interactions by {self.name}, {self.moves} moves of the focus:\n{steps}"
        print(said)
        assert len(self.done) <= limit, said

    def _note(self, words: str) -> None:
        """Nobody is faster than the page."""
        self.page.wait_for_load_state()
        self.done.append(words)

    def _activate(self, control: Locator) -> None:
        raise NotImplementedError

    def _type(self, control: Locator, text: str) -> None:
        raise NotImplementedError

    def _tick(self, control: Locator) -> None:
        raise NotImplementedError

    def _select(self, control: Locator, option: str) -> None:
        raise NotImplementedError

    def _give(self, chooser: Locator, files: Sequence[FilePayload]) -> None:
        raise NotImplementedError


class Mouse(Hands):
    name = "mouse"

    def press_on(self, control: Locator, key: str, button: Locator) -> None:
        self.click(button)

    def pick(self, option: Locator, key: str, button: Locator) -> None:
        self.click(button)

    def _activate(self, control: Locator) -> None:
        control.click()

    def _type(self, control: Locator, text: str) -> None:
        control.fill(text)

    def _tick(self, control: Locator) -> None:
        control.check()

    def _select(self, control: Locator, option: str) -> None:
        control.select_option(label=option)

    def _give(self, chooser: Locator, files: Sequence[FilePayload]) -> None:
        contents = [
            {"name": file["name"], "type": file["mimeType"], "data": b64encode(file["buffer"]).decode()}
            for file in files
        ]
        self.page.evaluate(DROP, contents)


class Keyboard(Hands):
    """Tab until the control has the focus, then the key that works it. The mouse is never touched."""

    name = "keyboard"

    def press_on(self, control: Locator, key: str, button: Locator) -> None:
        self._reach(control)
        self.press(key)

    def pick(self, option: Locator, key: str, button: Locator) -> None:
        expect(option).to_be_visible()
        for _step in range(MOST_MOVES):
            if option.get_attribute("aria-selected") == "true":
                break
            self.page.keyboard.press("ArrowDown")
            self.moves += 1
        expect(option).to_have_attribute("aria-selected", "true")
        self.press(key)

    def _activate(self, control: Locator) -> None:
        self._reach(control)
        self.page.keyboard.press("Enter")

    def _type(self, control: Locator, text: str) -> None:
        """Over what stands there. A time has parts, which the tested browser shows as Americans do."""
        self._reach(control)
        if control.get_attribute("type") == "time":
            hours, minutes = divmod(int(text.replace(":", "")), 100)
            self.page.keyboard.type(f"{hours % 12 or 12:02}{minutes:02}{'AM' if hours < 12 else 'PM'}")
        else:
            self.page.keyboard.press("ControlOrMeta+a")
            self.page.keyboard.type(text)

    def _tick(self, control: Locator) -> None:
        """Space ticks. Within a group of choices the arrows move, and choose as they move."""
        self._reach(control, key="Tab", stop="in_group" if control.get_attribute("type") == "radio" else "arrived")
        self._reach(control, key="ArrowDown")
        if not control.is_checked():
            self.page.keyboard.press("Space")

    def _select(self, control: Locator, option: str) -> None:
        self._reach(control)
        self.page.keyboard.type(option)

    def _give(self, chooser: Locator, files: Sequence[FilePayload]) -> None:
        self._reach(chooser)
        with self.page.expect_file_chooser() as opened:
            self.page.keyboard.press("Space")
        opened.value.set_files(list(files))

    def _reach(self, control: Locator, *, key: str = "Tab", stop: str = "arrived") -> None:
        """Move the focus to the control. Wherever it comes by, one must see it."""
        expect(control).to_be_visible()
        wanted = control.element_handle()
        focus = self.page.evaluate(FOCUS, wanted)
        passed = []
        for _step in range(MOST_MOVES):
            if focus and (focus["arrived"] or focus[stop]):
                return
            self.page.keyboard.press(key)
            self.moves += 1
            focus = self.page.evaluate(FOCUS, wanted)
            if focus:  # between the end of a page and its start stands the browser's own frame
                passed.append(focus["words"])
                assert focus["shown"], f"no visible focus on {self.page.url} after {passed}"
                assert focus["in_sight"], f"the focus is out of sight on {self.page.url} after {passed}"
        raise AssertionError(f"the focus does not come to {_words(control)} on {self.page.url}, only to {passed}")


def _words(control: Locator) -> str:
    """What a control is called on the page."""
    return str(control.evaluate(WORDS))
