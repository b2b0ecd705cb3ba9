# Everything here works from a fresh clone with Python 3.11 and make. All it makes lies in .venv, node_modules and var.
PYTHON ?= $(firstword $(shell command -v python3.11 python3 2>/dev/null))
PY = .venv/bin/python
LOCKS = requirements/prod.txt requirements/embedded.txt
export PIP_DISABLE_PIP_VERSION_CHECK = 1

.PHONY: run test lint e2e faults bench pictures deps dev-deps bench-deps stop lock

run: deps            ## the product on http://127.0.0.1:8000 (PORT=8001 make run for another port)
	@exec $(PY) -m peerlearn.run

test: dev-deps bench-deps  ## all tests but browser and fault tests
	@$(PY) -m pytest

lint: dev-deps       ## style, types, import ladder
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check .
	@$(PY) -m djlint --quiet --lint templates
	@PYTHONPATH=. $(PY) -c "from importlinter.cli import lint_imports_command as lint; lint()" --no-cache
	@$(PY) tests/typecheck.py
	@$(PY) manage.py makemigrations --check --dry-run

e2e: dev-deps        ## browser tests; CHROMIUM=/path overrides the browser
	@$(PY) -m pytest tests/journeys

faults: dev-deps     ## kill, wipe and restart servers under load, on a pair of their own
	@$(PY) -m pytest tests/faults

bench: bench-deps     ## figures beside their references; DATA=DIR of sessions to import, SIZES=all with 25,000 of them
	@PYTHONUNBUFFERED=1 $(PY) -m bench --data "$(DATA)" --sizes "$(SIZES)"

pictures: dev-deps   ## of the running demo company, into var/pictures
	@PYTHONPATH=. $(PY) tests/journeys/pictures.py

stop:                ## end what a killed run left behind
	@$(PY) -m peerlearn.embedded down

lock:                ## write requirements/*.txt from requirements/*.in
	@sh requirements/lock.sh $(PY)

# --- what the above need ---------------------------------------------------------------------------------------------
deps: var/.deps node_modules/.installed

dev-deps: var/.dev-deps node_modules/.installed

bench-deps: var/.bench-deps node_modules/.installed

# pip is the last thing that comes into a new environment: one that was interrupted half-way is made again.
.venv/bin/pip:
	@test -n "$(PYTHON)" || { echo "PeerLearn needs Python 3.11."; exit 1; }
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' \
	  || { echo "PeerLearn needs Python 3.11; $(PYTHON) is another version. Set PYTHON=/path/to/python3.11."; exit 1; }
	@echo "Making a virtual environment …"
	@"$(PYTHON)" -m venv .venv

var/.deps: .venv/bin/pip $(LOCKS)
	@mkdir -p var && echo "Installing Python packages …"
	@$(PY) -m pip install --quiet --require-hashes --no-deps $(LOCKS:%=-r %)
	@touch $@

var/.dev-deps: var/.deps requirements/dev.txt
	@echo "Installing packages for tests and checks …"
	@$(PY) -m pip install --quiet --require-hashes --no-deps -r requirements/dev.txt
	@touch $@

var/.bench-deps: var/.deps requirements/bench.txt
	@echo "Installing packages that benchmarks compare with …"
	@$(PY) -m pip install --quiet --require-hashes --no-deps -r requirements/bench.txt
	@touch $@

node_modules/.installed: package.json package-lock.json | var/.deps
	@sh requirements/front-end.sh $(PY)
	@touch $@
