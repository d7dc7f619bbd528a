# `make run` shows what this is; `make test` is what CI does. `make help` lists the rest.

# How `make run` and `make replay` are built. A first look is as good in debug, which builds in a fraction of the time;
# a program that is measured or deployed is built with CONFIGURATION=release.
CONFIGURATION ?= debug

# Where `make install` puts the program.
PREFIX ?= /usr/local
DESTDIR ?=

SAMPLE := .build/sample-trace.csv
SWIFT_DIRECTORIES := Benchmarks/Package.swift Benchmarks/Sources Benchmarks/Tests Examples Package.swift Sources \
    Tests scripts

.DEFAULT_GOAL := help
.PHONY: help run replay check test bench bench-quick soak install uninstall format lint api-changes dependencies \
    test-dependencies test-swift test-threads test-schema \
    test-documentation test-examples test-http test-traits test-deploy test-run test-instructions test-http-cost

help:
	@echo 'make run          build the program and serve sessions, with made-up conversations'
	@echo 'make replay       compare the four profiles on a sample trace'
	@echo 'make check        daily work: lint and the tests of the engine, in two minutes once it is built'
	@echo '                  (SUITES=SessionAPITests: the tests of another module, or of one suite)'
	@echo 'make test         all checks that CI does'
	@echo 'make bench        measure everything, at three sizes'
	@echo 'make bench-quick  measure one size in three minutes; fail if a ratio or a count is past its bound'
	@echo 'make soak         the long checks at full size'
	@echo 'make install      install the program, its manual and completions (PREFIX=/usr/local, DESTDIR=)'
	@echo 'make uninstall    remove them'
	@echo 'make format       format the sources'
	@echo 'make api-changes  list the changes of the API since a revision (BASE=main)'

dependencies:
	@scripts/install-dependencies

test-dependencies:
	@scripts/install-dependencies tests

run: dependencies
	swift build --configuration $(CONFIGURATION) --product sessions
	@[ $(CONFIGURATION) = release ] || echo 'A debug build, for a first look; measure with: make run CONFIGURATION=release'
	@bin=$$(swift build --configuration $(CONFIGURATION) --show-bin-path) && exec "$$bin/sessions" serve --demo

replay: dependencies
	swift build --configuration $(CONFIGURATION) --product sessions
	@bin=$$(swift build --configuration $(CONFIGURATION) --show-bin-path) && \
	    "$$bin/sessions" sample-trace --force --output $(SAMPLE) && \
	    echo && echo 'Made-up conversations under all four profiles:' && \
	    echo '    sessions replay $(SAMPLE)' && echo && \
	    "$$bin/sessions" replay $(SAMPLE) && \
	    echo && echo "Try your own: $$bin/sessions replay access.log.gz"

# Suites for `make check`, as a regular expression.
SUITES ?= SessionsTests|SessionObserversTests|SessionPersistenceTests|SessionProfilesTests|SessionTestingTests

check: dependencies lint
	swift test --filter '$(SUITES)'

test: test-dependencies lint test-swift test-threads test-schema test-documentation test-examples test-http \
    test-traits test-deploy replay test-run

lint:
	swift format lint --strict --recursive $(SWIFT_DIRECTORIES)
	scripts/check-architecture

# With the tests of the benchmarks, see Package.swift.
test-swift:
	SESSIONS_BENCHMARKS=1 swift test

# The suites in which threads meet; the others would take ten times as long and find nothing.
test-threads:
	scripts/thread-sanitizer --filter 'ConcurrencyTests|BatchRestoreTests|EventTests|Rotation(Order|Traffic)?Tests|ChurnTests|LinearizabilityTests|SessionObserversTests|SessionPersistenceTests|SQLiteConformanceTests'

test-schema:
	scripts/check-schema

test-documentation:
	scripts/check-docs

test-examples:
	scripts/check-examples

test-http:
	scripts/test-http

test-traits:
	scripts/check-traits

test-deploy:
	scripts/check-deploy

test-run:
	scripts/check-run

bench: dependencies
	swift run --package-path Benchmarks --configuration release sessions-benchmark

# Fails if a ratio of figures or a count of instructions is past its bound.
bench-quick: dependencies test-instructions
	swift run --package-path Benchmarks --configuration release sessions-benchmark --quick --check

# Without traits: neither Hummingbird nor GRDB is built for it. Not part of `make test`.
test-instructions: dependencies
	swift build --package-path Benchmarks --configuration release --disable-default-traits \
	    --scratch-path .build/instructions --product sessions-benchmark
	scripts/count-instructions .build/instructions/release/sessions-benchmark

# Needs a release build too.
test-http-cost: dependencies
	scripts/http-cost

soak: dependencies
	scripts/engine-soak
	scripts/store-soak
	Tests/ProfileFuzzing/fuzz 600
	scripts/test-http 50 500

# A program that needs no Swift toolchain where it runs.
STATIC := $(if $(filter Linux,$(shell uname -s)),--static-swift-stdlib)

install: dependencies
	swift build --configuration release $(STATIC) --product sessions
	@PREFIX='$(PREFIX)' DESTDIR='$(DESTDIR)' scripts/install-program .build/release/sessions

uninstall:
	@PREFIX='$(PREFIX)' DESTDIR='$(DESTDIR)' scripts/install-program --uninstall

# Fails where a change breaks programs that were written against BASE.
BASE ?= main

api-changes:
	scripts/api-changes $(BASE)

format:
	swift format --in-place --recursive $(SWIFT_DIRECTORIES)
