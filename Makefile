# make run    set up, and serve the built-in record on http://127.0.0.1:8000 (PORT=8080 for another)
# make test   set up, and run every test
# make bench  what answers, recording, rebuilding, proof and judging files cost, as ratios (needs
#              `wrk`); make bench-spark: the last on Spark; make bench-plots: how they grow, drawn
# make bench-peers  one question put to this ledger and to other engines, which it installs into
#              build/peers
# make test-browser  every page in Chromium: for everybody, valid, small, and the journeys
# make test-office   results opened by LibreOffice (Debian's libreoffice-calc)
# make test-clients  clients made of the OpenAPI document, in Python and (where there is node) TypeScript
# make test-container  the compose file checked, the image built, and run from a root that is only read (needs
#              podman or docker)
# make test-postgresql  what opens a ledger, each kept in PostgreSQL
# make test-spark  the same answers on Spark, in an environment of its own (1.4 GB)
# make test-long   what takes longer: two hundred writers killed on each store, ten thousand requests made up,
#              twenty thousand tamperings with records, two thousand with any table, index, page or
#              byte of a ledger's file, two thousand with any row of a schema, nine hundred files of
#              Parquet in whatever form, a million transactions judged at once and one by one,
#              a million made-up shipments in twenty dialects of CSV and NDJSON, three thousand files as
#              people keep them, twenty thousand
#              answers while others write and rebuild, a server under load (on a quiet machine)
PYTHON ?= $(shell command -v python3.11 || command -v python3)
PORT ?= 8000
BIN = .venv/bin
READY = .venv/.ready
SPARK = .venv-spark/bin
READY_SPARK = .venv-spark/.ready
CLIENTS = .venv-clients/bin
READY_CLIENTS = .venv-clients/.ready
TOOLS = .venv-tools/bin
READY_TOOLS = .venv-tools/.ready
PEERS = build/peers/bin
READY_PEERS = build/peers/.ready
export PIP_DISABLE_PIP_VERSION_CHECK = 1
# What Python compiled once is kept: tests start this program hundreds of times.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: sizes release-log record-tables lock wheel sbom licences audit run test test-browser test-office test-clients test-container test-postgresql screenshots test-long test-spark bench bench-plots bench-spark bench-peers check conformance clean

run: $(READY)
	$(BIN)/licence-ledger serve --port $(PORT)

test: $(READY)
	$(BIN)/python -m pytest -n auto --dist worksteal

# What is shown made-up examples above the rooms that are asked whole.
OF_EXAMPLES = $(addprefix tests/api/, batch/test_carried_values.py batch/test_distributing.py \
	batch/test_packed_columns.py batch/test_portable_cases.py http/test_hostile.py \
	http/test_texts_over_http.py http/web pages/test_languages.py pages/test_recording_pages.py \
	pages/test_result_cells.py terminal/test_readable.py terminal/test_texts_are_shown.py)
EVER_NEW = $(BIN)/python -m pytest --hypothesis-profile=ever-new
test-long: $(READY)
	$(BIN)/python tests/support/killing.py 200
	$(BIN)/python tests/support/killing.py 200 postgresql
	TAMPERINGS=20000 $(EVER_NEW) -n auto tests/projections/proof/test_verification.py
	TAMPERINGS=2000 TAMPERED_ANSWERS=500 $(EVER_NEW) -n auto tests/projections/proof/test_tamperings.py
	$(BIN)/python tests/support/beside.py
	$(BIN)/python tests/support/beside.py postgresql
	STORE_QUESTIONS=1000 $(EVER_NEW) tests/projections/storage/test_stores.py
	$(BIN)/python tests/support/under_load.py
	FUZZ_EXAMPLES=750 $(EVER_NEW) -n auto tests/api/http/test_fuzz.py
	FUZZED_REQUESTS=100000 $(EVER_NEW) -n auto tests/api/http/test_fuzzed_people.py
	CSV_EXAMPLES=5000 DIALECT_ROWS=1_000_000 $(EVER_NEW) -n auto tests/api/batch/test_csv_files.py tests/api/batch/test_dialects.py
	GUESS_EXAMPLES=3000 $(EVER_NEW) tests/api/batch/test_wrong_guesses.py
	EXAMPLES=300 $(EVER_NEW) -n auto tests/domain tests/projections tests/api/files $(OF_EXAMPLES)
	BATCH_EXAMPLES=1200 $(EVER_NEW) -n auto tests/api/batch/test_carried_forms.py
	TAMPERED_ROWS=2000 $(EVER_NEW) tests/projections/proof/test_tampered_schemas.py
	BATCH_EXAMPLES=700 BATCH_ROWS=250 $(EVER_NEW) tests/projections/batch/test_engines.py tests/domain/over_time/test_presence.py

# Every page of the site, in both languages, light and dark: needs Chromium (Debian's package).
test-browser: $(READY)
	PAGES=1 $(BIN)/python -m pytest -n auto tests/browser

# Results for people, opened by LibreOffice: needs it (Debian: libreoffice-calc).
test-office: $(READY)
	$(BIN)/python tests/support/office.py

# The main pages as pictures, in both languages, for docs/: needs Chromium.
screenshots: $(READY)
	$(BIN)/python tests/support/screenshots.py

# All that opens a ledger, on PostgreSQL: each in a schema of a server that the tests start
# (POSTGRESQL=16 for another version; 15 and 17 are found where Debian's packages are).
test-postgresql: $(READY)
	TEST_DATABASE=postgresql EXAMPLES=10 $(BIN)/python -m pytest -n auto tests/projections tests/scenarios tests/record tests/api/http

# Clients made of the OpenAPI document by others, which ask a real server: Python (its maker needs another
# typer than ours, so it has an environment of its own), and TypeScript where there is node.
test-clients: $(READY) $(READY_CLIENTS)
	CLIENT_TOOLS=$(CLIENTS) $(BIN)/python tests/support/clients.py

test-spark: $(READY_SPARK)
	$(SPARK)/python -m pytest tests/api/batch/test_spark.py

# The compose file held against the Compose specification, and the container image built and run: needs
# podman or docker, with what the machine asks for in CONTAINER_BUILD_OPTIONS and CONTAINER_RUN_OPTIONS.
test-container: $(READY) $(READY_TOOLS)
	$(TOOLS)/check-jsonschema --builtin-schema vendor.compose-spec docs/deploy/compose.yaml
	$(BIN)/python tests/support/container.py

bench: $(READY)
	$(BIN)/python bench/run.py
	$(BIN)/python bench/answers.py
	$(BIN)/python bench/ways.py
	$(BIN)/python bench/pages.py
	$(BIN)/python bench/department.py
	$(BIN)/python bench/proof.py
	$(BIN)/python bench/batch.py
	$(BIN)/python bench/library.py

# The figures at a thousand licences to a million, as plots in docs/growth/; what was measured before
# is kept there (GROWTH_MOST=100000 for no more licences than that).
bench-plots: $(READY)
	$(BIN)/python bench/growth.py

bench-spark: $(READY_SPARK)
	$(SPARK)/python bench/batch.py spark

bench-peers: $(READY) $(READY_PEERS)
	$(BIN)/python bench/peers/compare.py

# Formatting, types and who imports whom; part of `make test` too (tests/house/).
check: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/python tests/support/type_check.py
	$(BIN)/python tests/support/contracts.py

conformance: $(READY)
	$(BIN)/licence-ledger conformance tests/conformance/*.json

$(READY): pyproject.toml constraints.txt
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --require-hashes --requirement constraints.txt
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable '.[all]'
	@touch $(READY)

$(READY_SPARK): pyproject.toml constraints-spark.txt
	$(PYTHON) -m venv .venv-spark
	$(SPARK)/python -m pip install --quiet --require-hashes --requirement constraints-spark.txt
	$(SPARK)/python -m pip install --quiet --no-deps --no-build-isolation --editable '.[all,spark]'
	@touch $(READY_SPARK)

$(READY_PEERS): bench/peers/requirements.txt
	$(PYTHON) -m venv build/peers
	$(PEERS)/python -m pip install --quiet --require-hashes --requirement bench/peers/requirements.txt
	@touch $(READY_PEERS)

# What is installed, to the byte: versions and hashes, made from pyproject.toml.
LOCKED = --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate
lock: $(READY_TOOLS)
	$(TOOLS)/uv pip compile $(LOCKED) pyproject.toml --extra all --extra test --extra build \
		--constraint constraints.txt --output-file constraints.txt
	$(TOOLS)/uv pip compile $(LOCKED) pyproject.toml --extra all --extra test --extra build --extra spark \
		--constraint constraints.txt --output-file constraints-spark.txt
	$(TOOLS)/uv pip compile $(LOCKED) pyproject.toml --extra all --extra build --constraint constraints.txt \
		--output-file docs/deploy/requirements.txt
	$(TOOLS)/uv pip compile $(LOCKED) bench/peers/requirements.in \
		--output-file bench/peers/requirements.txt

# The log that a fresh ledger begins with, after a change of record/: its size and its root.
release-log: $(READY)
	$(BIN)/python tests/support/release_log.py $(MOMENT)

# The tables of docs/record.md that the record tells by itself, after a change of record/.
record-tables: $(READY)
	$(BIN)/python tests/support/record_tables.py

# The wheel, into dist/: the same bytes whenever and by whomever it is built.
wheel: $(READY)
	$(BIN)/python tests/support/wheels.py dist

# What `pip install licence-ledger` brings, and its parts, in fresh environments, in megabytes.
sizes: $(READY)
	$(BIN)/python tests/support/part_sizes.py

# What is in it: a bill of materials (CycloneDX), the licence of every package, known faults of
# any (needs a database of them that can be reached).
sbom: $(READY) $(READY_TOOLS)
	@mkdir -p dist
	$(TOOLS)/cyclonedx-py environment --pyproject pyproject.toml --output-reproducible \
		--output-file dist/sbom.cdx.json $(BIN)/python

licences: $(READY)
	$(BIN)/python tests/support/licences.py > docs/licences.md

audit: $(READY_TOOLS)
	$(TOOLS)/pip-audit --require-hashes --disable-pip --requirement constraints.txt

$(READY_CLIENTS):
	$(PYTHON) -m venv .venv-clients
	$(CLIENTS)/python -m pip install --quiet 'openapi-python-client==0.29.1'
	@touch $(READY_CLIENTS)

$(READY_TOOLS):
	$(PYTHON) -m venv .venv-tools
	$(TOOLS)/python -m pip install --quiet 'uv>=0.9' 'pip-audit>=2.9' 'cyclonedx-bom>=7' 'check-jsonschema>=0.34'
	@touch $(READY_TOOLS)

clean:
	rm -rf .venv .venv-spark .venv-clients .venv-tools build dist *.egg-info
