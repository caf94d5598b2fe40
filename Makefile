# Everything secgraph can do for its developers; `make help` lists it.
#
# One non-recursive file.  Sources are found by folder; every variant has its own tree of objects
# under $(BUILD), so that sanitized and plain objects never mix.

SHELL     := /bin/bash
MAKEFLAGS += --no-builtin-rules
ifeq ($(MAKELEVEL),0)
MAKEFLAGS += -j$(shell nproc)
endif
BUILD     ?= build
VARIANT   ?= release
OUT       := $(BUILD)/$(VARIANT)
GEN       := $(BUILD)/gen
PREFIX    ?= /usr/local
ifeq ($(origin CC),default)
CC        := gcc
endif
Q         := $(if $(V),,@)
VERSION   := $(shell sed -n 's/^.define SG_VERSION "\(.*\)"/\1/p' include/secgraph.h)

# --- flags -------------------------------------------------------------------------------------
STANDARD  := -std=c11 -D_POSIX_C_SOURCE=200809L
WARNINGS  := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wcast-qual \
             -Wcast-align -Wpointer-arith -Wwrite-strings -Wstrict-prototypes \
             -Wmissing-prototypes -Wold-style-definition -Wredundant-decls -Wundef -Wformat=2 \
             -Wvla -Wdouble-promotion -Wswitch-enum -Wnull-dereference -Wimplicit-fallthrough
ifneq (,$(findstring clang,$(CC)))
WARNINGS  += -Wcomma -Wassign-enum
else
WARNINGS  += -Wlogical-op -Wduplicated-cond -Wduplicated-branches -Wjump-misses-init
endif
ifdef WERROR
WARNINGS  += -Werror
endif
HARDENING := -fno-common -fvisibility=hidden -fstack-protector-strong -fPIE \
             -ffile-prefix-map=$(CURDIR)=.
CFLAGS.release := -O2 -g -D_FORTIFY_SOURCE=2 -DNDEBUG
CFLAGS.small   := $(CFLAGS.release) -DSG_SMALL_BATCHES
CFLAGS.debug   := -O0 -g
CFLAGS.asan    := -O1 -g -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=all
CFLAGS.tsan    := -O1 -g -fsanitize=thread
CFLAGS.fuzz    := -O1 -g -fno-omit-frame-pointer -fsanitize=address,undefined,fuzzer-no-link -fno-sanitize-recover=all
CFLAGS.cover   := -O0 -g --coverage
LDFLAGS.release := -pie -Wl,-z,relro,-z,now
LDFLAGS.small   := $(LDFLAGS.release)
LDFLAGS.debug   := -pie
LDFLAGS.asan    := -fsanitize=address,undefined
LDFLAGS.tsan    := -fsanitize=thread
LDFLAGS.fuzz    := -fsanitize=address,undefined
LDFLAGS.cover   := --coverage
# jansson is what our JSON parser is compared with, in tests and benchmarks only.
LIBRARIES := -lyaml -lxxhash -lsqlite3 -lnettle -lm -lpthread
LINKING    = $(if $(V),,@echo "  LD $@")
COMPILE    = $(CC) $(STANDARD) -I. -I$(GEN) $(HARDENING) $(CFLAGS.$(VARIANT)) $(CFLAGS) -MMD -MP

# --- sources -----------------------------------------------------------------------------------
DIRS      ?= engine exchange query ingest policies generate
SOURCES   := $(shell find $(DIRS) -name '*.c' | LC_ALL=C sort)
GENERATED := $(if $(findstring query,$(DIRS)),$(GEN)/query/syntax/lexer.c $(GEN)/query/syntax/grammar.c)
OBJECTS   := $(SOURCES:%.c=$(OUT)/%.o) $(GENERATED:$(GEN)/%.c=$(OUT)/gen/%.o)
CLI       := $(patsubst %.c,$(OUT)/%.o,$(shell find cli -name '*.c' | LC_ALL=C sort))
SUPPORT   := $(patsubst %.c,$(OUT)/%.o,$(shell find tests/support -name '*.c' 2>/dev/null | LC_ALL=C sort))
UNIT      := $(patsubst %.c,$(OUT)/%.o,$(shell find $(addprefix tests/unit/,$(DIRS)) -name '*.c' 2>/dev/null | LC_ALL=C sort) tests/unit/framework.c)
LIBRARY   := $(OUT)/libsecgraph-$(subst /,-,$(subst $(eval ) ,-,$(DIRS))).a
PROGRAM   := $(OUT)/secgraph

.PHONY: all help
all: $(PROGRAM) ## build the program (build/release/secgraph)

help: ## list what this Makefile can do
	@awk -F':.*## ' '/^[a-z-]+:.*## /{ printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

$(OUT)/%.o: %.c | $(GENERATED)
	@mkdir -p $(@D)
	$(if $(V),,@echo "  CC $<")
	$(Q)$(COMPILE) $(WARNINGS) -c $< -o $@

$(OUT)/gen/%.o: $(GEN)/%.c | $(GENERATED)
	@mkdir -p $(@D)
	$(Q)$(COMPILE) -Wall -Wno-unused -c $< -o $@

$(GEN)/query/syntax/lexer.c: query/syntax/lexer.re
	@mkdir -p $(@D)
	re2c -W -Wno-useless-escape -i --no-generation-date -o $@ $<

# Lemon has no include: the parts of the grammar are joined first.
GRAMMAR := $(patsubst %,query/syntax/%.y,grammar grammar_patterns grammar_expressions grammar_machine)
$(GEN)/query/syntax/grammar.c: $(GRAMMAR)
	@mkdir -p $(@D)
	cat $^ > $(@D)/grammar.y
	lemon -q -T/usr/share/lemon/lempar.c -d$(@D) $(@D)/grammar.y
# Made with it: what includes it is compiled again in the same run.
$(GEN)/query/syntax/grammar.h: $(GEN)/query/syntax/grammar.c ;

$(LIBRARY): $(OBJECTS)
	@rm -f $@; $(AR) rcsD $@ $^

$(PROGRAM): $(CLI) $(LIBRARY)
	$(LINKING)
	$(Q)$(CC) $(CFLAGS.$(VARIANT)) $(CFLAGS) $^ -o $@ $(LDFLAGS.$(VARIANT)) $(LDFLAGS) $(LIBRARIES) -ledit

# --- setting up --------------------------------------------------------------------------------
.PHONY: setup setup-lint setup-fuzz setup-peers
setup: ## install the Debian packages that building and testing need, where missing
	@.ci/setup build
setup-lint:
	@.ci/setup build lint
setup-fuzz:
	@.ci/setup build fuzz
setup-peers:
	@.ci/setup build peers

# Everything that compiles comes after set-up, in a second make that finds the tools in place.
AGAIN := $(MAKE) --no-print-directory

# --- the main job ------------------------------------------------------------------------------
.PHONY: demo
demo: setup ## set up, build, and evaluate the demo estate
	+@$(AGAIN) all
	$(PROGRAM) check --graph tests/estates/fintech --projects tests/estates/fintech/projects.yaml --severity HIGH

# --- tests -------------------------------------------------------------------------------------
# An archive: with DIRS only what the tests of these folders use is linked.
$(OUT)/libsupport.a: $(SUPPORT)
	@rm -f $@; $(AR) rcsD $@ $^

$(OUT)/unit: $(UNIT) $(OUT)/libsupport.a $(LIBRARY)
	$(LINKING)
	$(Q)$(CC) $(CFLAGS.$(VARIANT)) $^ -o $@ $(LDFLAGS.$(VARIANT)) $(LIBRARIES) -ljansson -lcriterion

.PHONY: test asan tsan test-unit test-program
test: setup ## set up, then run every test (unit tests and program tests, sanitizers on)
	+@$(AGAIN) all
	+@$(AGAIN) VARIANT=asan all test-unit
	+@$(AGAIN) test-program test-differential test-conformance test-counters
	@.ci/globals $(BUILD)/release
	@.ci/symbols $(BUILD)/release
	@.ci/summary $(BUILD)

asan: setup ## unit and program tests under the address and undefined behaviour sanitizers
	+@$(AGAIN) VARIANT=asan all test-unit test-program

tsan: setup-fuzz ## the threaded parts under the thread sanitizer
	+@$(AGAIN) CC=clang VARIANT=tsan all
	+@$(AGAIN) CC=clang VARIANT=tsan $(BUILD)/tsan/threads
	$(BUILD)/tsan/threads

test-unit: $(OUT)/unit
	@mkdir -p $(BUILD)/results
	@rm -f $(BUILD)/results/leaks.*
	ASAN_OPTIONS=log_path=$(abspath $(BUILD))/results/leaks $< --xml=$(BUILD)/results/unit.xml $(UNIT_FLAGS)
	@if ls $(BUILD)/results/leaks.* >/dev/null 2>&1; then cat $(BUILD)/results/leaks.*; exit 1; fi

test-program: $(PROGRAM)
	@mkdir -p $(BUILD)/results
	tests/program/run $(PROGRAM) $(BUILD)/results/program.txt

THREADS := $(patsubst %.c,$(OUT)/%.o,$(sort $(wildcard tests/threads/*.c)))
$(OUT)/threads: $(THREADS) $(LIBRARY)
	$(LINKING)
	$(Q)$(CC) $(CFLAGS.$(VARIANT)) $^ -o $@ $(LDFLAGS.$(VARIANT)) $(LIBRARIES)

# --- differential: random graphs and queries through the executor and a plain evaluator ------------
DIFFERENTIAL := $(patsubst %.c,$(OUT)/%.o,$(sort $(wildcard tests/differential/*.c)) tests/support/rows.c)
$(OUT)/differential: $(DIFFERENTIAL) $(LIBRARY)
	$(LINKING)
	$(Q)$(CC) $(CFLAGS.$(VARIANT)) $(CFLAGS) $^ -o $@ $(LDFLAGS.$(VARIANT)) $(LDFLAGS) $(LIBRARIES)

# --- conformance: openCypher TCK features, where they are found ---------------------------------------
TCK_DIR     ?= ../shared/data/tck
CONFORMANCE := $(patsubst %.c,$(OUT)/%.o,$(sort $(wildcard tests/conformance/*.c)))
$(OUT)/conformance: $(CONFORMANCE) $(LIBRARY)
	$(LINKING)
	$(Q)$(CC) $(CFLAGS.$(VARIANT)) $(CFLAGS) $^ -o $@ $(LDFLAGS.$(VARIANT)) $(LDFLAGS) $(LIBRARIES)

.PHONY: test-conformance
test-conformance: $(OUT)/conformance ## the openCypher TCK in TCK_DIR, or nothing when it is not there
	@if [ -d "$(TCK_DIR)/features" ]; then $< "$(TCK_DIR)"; \
	else echo "tck: not found in $(TCK_DIR), nothing run"; fi

PAIRS   ?= 100000
SECONDS ?= 600
SEED    ?= 1
.PHONY: test-differential differential
test-differential: $(OUT)/differential
	$< --pairs $(PAIRS) --seed $(SEED)

differential: setup ## random queries against the plain evaluator for SECONDS (600) from SEED (1)
	+@$(AGAIN) $(BUILD)/release/differential
	+@$(AGAIN) VARIANT=small $(BUILD)/small/differential
	$(BUILD)/release/differential --seconds $$(($(SECONDS) / 2)) --seed $(SEED)
	$(BUILD)/small/differential --seconds $$(($(SECONDS) / 2)) --seed $(SEED)

# --- fuzzing: a harness is tests/fuzz/fuzz_NAME.c, its seeds tests/fuzz/corpus/NAME -------------
FUZZERS   := $(patsubst tests/fuzz/fuzz_%.c,%,$(wildcard tests/fuzz/fuzz_*.c))
FUZZ_TIME ?= 60
.PHONY: fuzz
fuzz: setup-fuzz ## run every fuzz harness for FUZZ_TIME seconds (60)
	+@$(AGAIN) CC=clang VARIANT=fuzz $(FUZZERS:%=$(BUILD)/fuzz/fuzz_%)
	@set -e; for name in $(FUZZERS); do \
		mkdir -p $(BUILD)/fuzz/corpus/$$name tests/fuzz/corpus/$$name; \
		dictionary=$$(ls tests/fuzz/$$name.dict 2>/dev/null || true); \
		echo "fuzz $$name: $(FUZZ_TIME) s"; \
		$(BUILD)/fuzz/fuzz_$$name -max_total_time=$(FUZZ_TIME) -timeout=10 -rss_limit_mb=2048 \
			-verbosity=0 -print_final_stats=1 $${dictionary:+-dict=$$dictionary} \
			-artifact_prefix=$(BUILD)/fuzz/ \
			$(BUILD)/fuzz/corpus/$$name tests/fuzz/corpus/$$name; done

# The generators of the differential check make the statements of a session.
$(BUILD)/fuzz/fuzz_session: $(patsubst %.c,$(OUT)/%.o,$(sort $(wildcard tests/differential/make_*.c)) \
	tests/differential/choices.c)

$(BUILD)/fuzz/fuzz_%: $(BUILD)/fuzz/tests/fuzz/fuzz_%.o $(LIBRARY)
	$(CC) $(CFLAGS.fuzz) -fsanitize=fuzzer $^ -o $@ $(LDFLAGS.fuzz) $(LIBRARIES)

# Everything that is not the program itself, compiled but not run.
.PHONY: compile-tests
compile-tests: $(OUT)/unit $(OUT)/differential $(OUT)/conformance $(OUT)/threads $(OUT)/secgraph-bench

# --- checks ------------------------------------------------------------------------------------
HAND_WRITTEN = $(shell git ls-files '*.c' '*.h')
.PHONY: lint tidy format cover bench
lint: setup-lint ## format, layers, sizes, both compilers without a warning, cppcheck
	@.ci/layers
	@.ci/sizes
	@clang-format --dry-run -Werror $(HAND_WRITTEN)
	+@$(AGAIN) BUILD=$(BUILD)/lint-gcc CC=gcc WERROR=1 all compile-tests
	+@$(AGAIN) BUILD=$(BUILD)/lint-clang CC=clang WERROR=1 all compile-tests
	cppcheck --quiet --enable=warning,performance,portability --inline-suppr --error-exitcode=1 \
		--std=c11 -j 2 -I. --suppressions-list=.ci/cppcheck-suppressions engine exchange query ingest policies generate cli

tidy: setup-lint ## clang-tidy over everything (twenty minutes on two cores)
	+@$(AGAIN) BUILD=$(BUILD)/lint-clang CC=clang all
	@.ci/tidy $(BUILD)/lint-clang

format: ## format all hand-written C
	clang-format -i $(HAND_WRITTEN)

cover: setup-lint ## line and branch coverage of the unit tests
	+@$(AGAIN) VARIANT=cover test-unit
	gcovr --root . --exclude-throw-branches --exclude tests --exclude $(BUILD) $(BUILD)/cover

# Accounts of the estates that are measured: 14 (1e6 relationships), 140 (1e7), 1400 (1e8).
ACCOUNTS ?= 14,140
bench: setup ## measure on this machine, estates of ACCOUNTS (bench/README.md)
	+@$(AGAIN) all $(BUILD)/release/secgraph-bench
	@mkdir -p $(BUILD)/bench
	$(BUILD)/release/secgraph-bench --accounts $(ACCOUNTS) --inventory --large 512 --program $(BUILD)/release/secgraph --work $(BUILD)/bench

COUNTERS := $(BUILD)/release/secgraph-bench --accounts 5 --work $(BUILD)/counters
.PHONY: test-counters counters
test-counters: $(BUILD)/release/secgraph-bench ## the benchmark's questions: right answers, no dearer than recorded
	@mkdir -p $(BUILD)/counters
	$(COUNTERS) --counters bench/counters.txt
counters: ## record what the benchmark's questions cost now
	+@$(AGAIN) $(BUILD)/release/secgraph-bench
	@mkdir -p $(BUILD)/counters
	$(COUNTERS) --record bench/counters.txt

# Python 3.12 has packages of all peers; with another one some are missing, which the table then says.
PEER_PYTHON ?= $(shell for python in python3.12 $$HOME/.pyenv/versions/3.12*/bin/python python3; do \
	$$python -c '' 2>/dev/null && echo $$python && break; done)
PEER_SIZE   ?= 14
PEER_MINUTES ?= 45
.PHONY: bench-peers
bench-peers: setup-peers ## the same questions to DuckDB, Kùzu, SQLite, LadybugDB and FalkorDB (bench/README.md)
	+@$(AGAIN) all $(BUILD)/release/secgraph-bench
	@mkdir -p $(BUILD)/bench
	@test -x $(BUILD)/peers/bin/python || $(PEER_PYTHON) -m venv $(BUILD)/peers
	@while read -r package; do $(BUILD)/peers/bin/pip install --quiet $$package || \
		echo "bench-peers: no $$package here"; done < bench/peers/requirements.txt
	$(BUILD)/peers/bin/python bench/peers/run.py --bench $(BUILD)/release/secgraph-bench \
		--program $(BUILD)/release/secgraph --work $(BUILD)/bench --accounts $(PEER_SIZE) --minutes $(PEER_MINUTES) --out bench/results

BENCH := $(patsubst %.c,$(OUT)/%.o,$(shell find bench -name '*.c' 2>/dev/null | LC_ALL=C sort))
$(OUT)/secgraph-bench: $(BENCH) $(LIBRARY)
	$(LINKING)
	$(Q)$(CC) $(CFLAGS.$(VARIANT)) $^ -o $@ $(LDFLAGS.$(VARIANT)) $(LIBRARIES) -ljansson

# --- installing --------------------------------------------------------------------------------
.PHONY: install clean
install: all ## install the program, its policies and its licence below PREFIX (/usr/local)
	install -D -m 755 $(PROGRAM) $(DESTDIR)$(PREFIX)/bin/secgraph
	cd policies/library && find . -name '*.yaml' -exec install -D -m 644 {} \
		$(DESTDIR)$(PREFIX)/share/secgraph/policies/{} \;
	cd policies/frameworks && find . -name '*.yaml' -exec install -D -m 644 {} \
		$(DESTDIR)$(PREFIX)/share/secgraph/frameworks/{} \;
	install -D -m 644 policies/catalogue.yaml $(DESTDIR)$(PREFIX)/share/secgraph/catalogue.yaml
	install -D -m 644 LICENSE $(DESTDIR)$(PREFIX)/share/doc/secgraph/LICENSE

clean: ## remove everything that was built
	rm -rf $(BUILD)

-include $(shell find $(OUT) -name '*.d' 2>/dev/null)
