"""Checks profiles/profile.schema.json with an independent validator (PyPI jsonschema).

The schema must be valid itself, accept the profiles that ship, and refuse what the loader refuses.
Run from anywhere: python3 Tests/SessionProfilesTests/Schema/check_schema.py
"""

import json
import pathlib
import sys

import jsonschema
import yaml

PROFILES = pathlib.Path(__file__).resolve().parents[3] / "profiles"

VALID = [
    "{}",
    "timeout: 30m",
    "timeout: 1h 30m\nlifetime: 1d12h\ncleanup-interval: 500ms",
    "max-sessions: 10000",
    "max-sessions: 10_000",
    'max-sessions: "10_000"  # what a YAML 1.2 reader makes of 10_000',
    "when-full: evict",
    "extends: production\ndescription: Ours.",
    "observers:\n  logging:\n    enabled: false\n    identifiers: digest",
    "http:\n  token: 0123456789abcdef",
]

INVALID = [
    "timeuot: 30m",
    "timeout: 30",
    "timeout: 30 minutes",
    "timeout: 1.5h",
    "timeout: 30m 1h",
    'timeout: "30m "',
    'timeout: ""',
    "timeout: 1h 1h",
    "timeout: 030m",
    "timeout: [30m]",
    "timeout:",
    "max-sessions: 0",
    "max-sessions: 1.5",
    'max-sessions: "10"',
    "when-full: drop",
    "when-full: no",
    "extends: ../production",
    "extends: [production]",
    "observers: true",
    "observers:\n  webhook:\n    enabled: true",
    "observers:\n  logging:\n    enabled: 'true'",
    "observers:\n  logging:\n    enable: true",
    "- timeout: 30m",
    "http:\n  token: short",
    "http:\n  read-token: 0123456789 abcdef",
]


def main() -> int:
    schema = json.loads((PROFILES / "profile.schema.json").read_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    failures = []
    shipped = sorted(PROFILES.glob("*.yaml"))
    if len(shipped) != 5:
        failures.append(f"expected five profiles, found {len(shipped)}")
    for path in shipped:
        if not validator.is_valid(yaml.safe_load(path.read_text())):
            failures.append(f"{path.name} is refused")
    failures += [f"refused: {text!r}" for text in VALID if not validator.is_valid(yaml.safe_load(text))]
    failures += [f"accepted: {text!r}" for text in INVALID if validator.is_valid(yaml.safe_load(text))]
    for failure in failures:
        print(failure, file=sys.stderr)
    print(f"schema: {len(shipped) + len(VALID)} accepted, {len(INVALID)} refused, {len(failures)} wrong")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
