# `make run` shows what this is; `make test` is what CI does. `make help` lists the rest.

# How `make run` is built: release gives honest figures, debug builds faster.
CONFIGURATION ?= release

SAMPLE := .build/sample-trace.csv
SWIFT_DIRECTORIES := Benchmarks/Package.swift Benchmarks/Sources Benchmarks/Tests Examples Package.swift Sources \
    Tests scripts

.DEFAULT_GOAL := help
.PHONY: help run replay test bench bench-quick soak format lint dependencies test-dependencies test-swift test-threads test-schema \
    test-documentation test-examples test-http test-traits test-instructions test-http-cost

help:
	@echo 'make run     build the program and serve sessions, with made-up conversations'
	@echo 'make replay  compare the four profiles on a sample trace'
	@echo 'make test    all checks that CI does'
	@echo 'make bench   measure everything, at three sizes (build and run take half an hour)'
	@echo 'make bench-quick  measure one size in three minutes, and fail if it is too slow'
	@echo 'make soak    the long checks at full size'
	@echo 'make format  format the sources'

dependencies:
	@scripts/install-dependencies

test-dependencies:
	@scripts/install-dependencies tests

run: dependencies
	swift build --configuration $(CONFIGURATION) --product sessions
	@bin=$$(swift build --configuration $(CONFIGURATION) --show-bin-path) && exec "$$bin/sessions" serve --demo

replay: dependencies
	swift build --configuration $(CONFIGURATION) --product sessions
	@bin=$$(swift build --configuration $(CONFIGURATION) --show-bin-path) && \
	    "$$bin/sessions" sample-trace --force --output $(SAMPLE) && \
	    echo && echo 'Made-up conversations under all four profiles:' && \
	    echo '    sessions replay $(SAMPLE)' && echo && \
	    "$$bin/sessions" replay $(SAMPLE) && \
	    echo && echo "Try your own: $$bin/sessions replay access.log.gz"

test: test-dependencies lint test-swift test-threads test-schema test-documentation test-examples test-http \
    test-traits
	@$(MAKE) --no-print-directory replay CONFIGURATION=debug
	scripts/check-run

lint:
	swift format lint --strict --recursive $(SWIFT_DIRECTORIES)

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

# `make run` itself is the last thing that `make test` does.
test-http:
	scripts/test-http

test-traits:
	scripts/check-traits

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

format:
	swift format --in-place --recursive $(SWIFT_DIRECTORIES)
