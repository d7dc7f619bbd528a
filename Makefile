# `make run` starts a demo, and `make test` runs the checks of CI. `make help` lists the rest.

# The configuration of `make run` and `make replay`. A debug build is good enough for a first look and takes a fraction
# of the time. To measure or deploy the program, use CONFIGURATION=release.
CONFIGURATION ?= debug

# The directory into which `make install` installs the program.
PREFIX ?= /usr/local
DESTDIR ?=

SAMPLE := .build/sample-trace.csv
SWIFT_DIRECTORIES := Benchmarks/Package.swift Benchmarks/Sources Benchmarks/Tests Examples Package.swift Sources \
    Tests scripts

.DEFAULT_GOAL := help
.PHONY: help run gateway replay check test bench bench-quick soak install uninstall format lint docs api-changes dependencies \
    test-dependencies test-swift test-threads test-schema \
    test-documentation test-examples test-http test-dashboard test-python-client test-traits test-deploy test-run test-instructions test-http-cost

help:
	@echo 'make run          build the program and serve sessions, with made-up conversations'
	@echo 'make gateway      build and start the example of a chat gateway, and print a command to talk to it'
	@echo 'make replay       compare the profiles on a sample trace'
	@echo 'make check        for daily work: lint and test the engine, in two minutes once it is built'
	@echo '                  (SUITES=SessionAPITests: test another module, or a single suite)'
	@echo 'make test         run all checks of CI'
	@echo 'make bench        measure everything, with three sizes'
	@echo 'make bench-quick  measure one size in three minutes; fail if a ratio or a count is past its bound'
	@echo 'make soak         run the long checks at full size'
	@echo 'make install      install the program, its manual and completions (PREFIX=/usr/local, DESTDIR=)'
	@echo 'make uninstall    remove the installed files'
	@echo 'make format       format the sources'
	@echo 'make docs         build the documentation site'
	@echo 'make api-changes  list the breaking changes of the API since a revision (BASE=main)'

dependencies:
	@scripts/install-dependencies

test-dependencies:
	@scripts/install-dependencies tests

run: dependencies
	swift build --configuration $(CONFIGURATION) --product sessions
	@[ $(CONFIGURATION) = release ] || echo 'A debug build, for a first look; measure with: make run CONFIGURATION=release'
	@bin=$$(swift build --configuration $(CONFIGURATION) --show-bin-path) && exec "$$bin/sessions" serve --demo

gateway: dependencies
	swift build --package-path Examples/ChatGateway --scratch-path .build/gateway
	@exec .build/gateway/debug/ChatGateway

replay: dependencies
	swift build --configuration $(CONFIGURATION) --product sessions
	@bin=$$(swift build --configuration $(CONFIGURATION) --show-bin-path) && \
	    "$$bin/sessions" sample-trace --force --output $(SAMPLE) && \
	    echo && echo 'Made-up conversations under all five profiles:' && \
	    echo '    sessions replay $(SAMPLE)' && echo && \
	    "$$bin/sessions" replay $(SAMPLE) && \
	    echo && echo "Try your own: $$bin/sessions replay access.log.gz"

# Suites for `make check`, as a regular expression.
SUITES ?= SessionsTests|SessionObserversTests|SessionPersistenceTests|SessionProfilesTests|SessionTestingTests

check: dependencies lint
	swift test --filter '$(SUITES)'

test: test-dependencies lint test-swift test-threads test-schema test-documentation docs test-examples test-http \
    test-dashboard test-python-client test-traits test-deploy replay test-run

lint:
	swift format lint --strict --recursive $(SWIFT_DIRECTORIES)
	scripts/check-architecture

# SESSIONS_BENCHMARKS adds the tests of the benchmarks, see Package.swift.
test-swift:
	SESSIONS_BENCHMARKS=1 swift test

# Only the suites with several threads: the others would take ten times as long and find nothing.
test-threads:
	scripts/thread-sanitizer --filter 'ConcurrencyTests|CreationFlight(Traffic)?Tests|BatchRestoreTests|EventTests|Rotation(Order|Traffic)?Tests|ChurnTests|LinearizabilityTests|ExclusiveLeaseTests|EndWatchTests|SessionObserversTests|SessionPersistenceTests|SQLiteConformanceTests'

test-schema:
	scripts/check-schema

test-documentation:
	scripts/check-docs

# Fails on a link to a symbol that doesn't exist.
docs: dependencies
	scripts/build-documentation

test-examples:
	scripts/check-examples

test-http:
	scripts/test-http

test-dashboard:
	swift build --product sessions
	scripts/check-dashboard

test-python-client:
	scripts/test-python-client

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

# Without traits, so that neither Hummingbird nor GRDB is built. Not part of `make test`.
test-instructions: dependencies
	swift build --package-path Benchmarks --configuration release --disable-default-traits \
	    --scratch-path .build/instructions --product sessions-benchmark
	scripts/count-instructions .build/instructions/release/sessions-benchmark

# Fails if the session middleware needs more instructions than its bound. Not part of `make test` either, because it
# needs a release build.
test-http-cost: dependencies
	scripts/http-cost

soak: dependencies
	scripts/engine-soak
	scripts/store-soak
	Tests/ProfileFuzzing/fuzz 600
	scripts/test-http 50 500
	scripts/test-python-client 10000
	scripts/check-gateway 60
	scripts/check-dashboard --soak 120
	scripts/dashboard-cost

# Links Swift's libraries statically, so that the program runs on a machine without a Swift toolchain.
STATIC := $(if $(filter Linux,$(shell uname -s)),--static-swift-stdlib)

install: dependencies
	swift build --configuration release $(STATIC) --product sessions
	@PREFIX='$(PREFIX)' DESTDIR='$(DESTDIR)' scripts/install-program .build/release/sessions

uninstall:
	@PREFIX='$(PREFIX)' DESTDIR='$(DESTDIR)' scripts/install-program --uninstall

# Fails if the API has a change that breaks programs written for BASE.
BASE ?= main

api-changes:
	scripts/api-changes $(BASE)

format:
	swift format --in-place --recursive $(SWIFT_DIRECTORIES)
