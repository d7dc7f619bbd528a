"""Checks the Grafana dashboard and the alert rules in `deploy`: promtool accepts the rules and runs their tests; each
metric, label and value that they name is in the metrics of a running server; and a Prometheus that scrapes this server
answers each query of the dashboard."""

import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import time
import urllib.request

import yaml

from metric_names import MetricNames
from prometheus import Prometheus
from server import Failure, Server, expect

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
DASHBOARD = ROOT / "deploy/grafana-dashboard.json"
ALERTS = ROOT / "deploy/prometheus-alerts.yaml"
ALERT_TESTS = ROOT / "Tests/ServeProof/prometheus-alerts-test.yaml"
# Long enough for a busy machine.
PATIENCE = 60


def buffered_observer():
    """Returns the metrics of a buffered observer, which `sessions serve` doesn't have, from the Swift sources."""
    tested = (ROOT / "Tests/SessionAPITests/Routes/StatusRoutesTests.swift").read_text()
    name = "sessions_observer_dropped_total"
    expect(f"{name}{{observer=" in tested, f"StatusRoutesTests no longer tests {name}; adapt this check")
    source = (ROOT / "Sources/SessionObservers/Buffer/BufferCore.swift").read_text()
    figures = re.findall(r'"(\w+)": counts\.\w+', source)
    expect(figures, "BufferCore no longer reports its counts; adapt this check")
    lines = [f'{name}{{observer="webhook"}} 0'] + [
        f'sessions_component_figure{{component="webhook",kind="observer",figure="{figure}"}} 0' for figure in figures
    ]
    return "\n".join(lines)


def queries(dashboard):
    """Yields the place, the expression and the texts with labels of each query of a dashboard."""
    for variable in dashboard["templating"]["list"]:
        if variable["type"] == "query":
            found = re.fullmatch(r"label_values\((.+), (\w+)\)", variable["query"]["query"])
            expect(found, f"the variable {variable['name']} is not label_values(metric, label)")
            yield f"variable {variable['name']}", found[1], f"{{{{{found[2]}}}}}"
    for annotation in dashboard["annotations"]["list"]:
        yield f"annotation {annotation['name']}", annotation["expr"], annotation["textFormat"]
    for panel in dashboard["panels"]:
        for target in panel.get("targets", []):
            yield f"panel {panel['title']}", target["expr"], target.get("legendFormat", "")


def filled(expression, interval):
    """Returns a query of the dashboard with values for Grafana's variables."""
    for variable, value in {"$__rate_interval": interval, "$job": ".*", "$instance": ".*"}.items():
        expression = expression.replace(variable, value)
    expect("$" not in expression, f"this check doesn't know a variable of {expression}")
    return expression


def check_layout(dashboard):
    """Checks what a reader of the dashboard needs: descriptions, units, one data source, and no overlaps."""
    taken, numbers = set(), set()
    for panel in dashboard["panels"]:
        title, place = panel["title"], panel["gridPos"]
        expect(panel["id"] not in numbers, f"panel {title}: its id is taken")
        numbers.add(panel["id"])
        cells = {
            (x, y)
            for x in range(place["x"], place["x"] + place["w"])
            for y in range(place["y"], place["y"] + place["h"])
        }
        expect(place["x"] + place["w"] <= 24 and not cells & taken, f"panel {title}: it overlaps another one")
        taken |= cells
        if panel["type"] != "row":
            expect(panel.get("description"), f"panel {title}: it has no description")
            expect(panel["fieldConfig"]["defaults"].get("unit"), f"panel {title}: it has no unit")
            for part in [panel, *panel["targets"]]:
                expect(part["datasource"]["uid"] == "${datasource}", f"panel {title}: it has a fixed data source")


def check_dashboard(dashboard, metrics):
    check_layout(dashboard)
    count = 0
    for place, expression, text in queries(dashboard):
        labels = metrics.labels(filled(expression, "5m"), place)
        for label in re.findall(r"\{\{\s*(\w+)\s*\}\}", text):
            expect(label in labels, f"{place}: its text names the label {label}, but the query has only {labels}")
        count += 1
    print(f"{DASHBOARD.name}: the server has each metric, label and value of its {count} queries")


def check_alerts(metrics):
    for command in (["check", "rules", ALERTS], ["test", "rules", ALERT_TESTS]):
        ran = subprocess.run([os.environ["PROMTOOL"], *command], capture_output=True, text=True)
        expect(ran.returncode == 0, f"promtool {command[0]} rules: {ran.stdout}{ran.stderr}")
    rules = [rule for group in yaml.safe_load(ALERTS.read_text())["groups"] for rule in group["rules"]]
    for rule in rules:
        name = rule["alert"]
        labels = metrics.labels(rule["expr"], name)
        for part in ("for", "labels", "annotations"):
            expect(rule.get(part), f"{name}: it has no `{part}`")
        for label in re.findall(r"\$labels\.(\w+)", " ".join(rule["annotations"].values())):
            expect(label in labels, f"{name}: its text names the label {label}, but the alert has only {labels}")
    firing, silent = set(), set()
    for test in yaml.safe_load(ALERT_TESTS.read_text())["tests"]:
        for series in test["input_series"]:
            metrics.labels(series["series"], f"the test {test['name']}")
        for case in test["promql_expr_test"]:
            samples = " ".join(sample["labels"] for sample in case["exp_samples"])
            (firing if samples else silent).update(re.findall(r'alertname="(\w+)"', samples or case["expr"]))
    for name in (rule["alert"] for rule in rules):
        expect(name in firing and name in silent, f"{name}: its tests don't show both that it fires and is silent")
    print(f"{ALERTS.name}: promtool accepts the {len(rules)} alerts, and each fires and is silent in its tests")


def check_that_mistakes_are_found(metrics):
    for expression in (
        "sessions_curent",
        'sessions_ended_total{reasn="deleted"}',
        'sessions_ended_total{reason=~"deleted|expird"}',
        "sum by (reasn) (rate(sessions_ended_total[5m]))",
        "sessions_current and on (observer) sessions_created_total",
        "sessions_current - sessions_created_total",
        "sum by (",
    ):
        try:
            metrics.labels(expression, "a mistake")
        except Failure:
            continue
        raise Failure(f"this check finds nothing wrong with {expression}")


def check_answers(dashboard, served, server):
    """Checks that Prometheus answers each query of the dashboard whose metrics the server has."""
    waiting = set()
    for place, expression, _ in queries(dashboard):
        expression = filled(expression, "5s")
        try:
            served.labels(expression, place)
        except Failure:
            continue  # It asks for a buffered observer.
        waiting.add((place, expression))
    count = len(waiting)
    with Prometheus(server.url.removeprefix("http://"), ALERTS) as prometheus:
        # A rate needs two scrapes.
        deadline = time.monotonic() + PATIENCE
        while waiting and time.monotonic() < deadline:
            waiting = {query for query in waiting if not prometheus.series(query[1])}
            time.sleep(0.2)
        expect(not waiting, f"Prometheus finds nothing for {waiting}")
        problems = [rule for rule in prometheus.rules() if rule["health"] == "err"]
        expect(not problems, f"Prometheus can't evaluate {problems}")
    print(f"{DASHBOARD.name}: a Prometheus that scrapes the server answers {count} queries")


def main():
    dashboard = json.loads(DASHBOARD.read_text())
    with tempfile.TemporaryDirectory() as directory:
        # Settings without which some metrics are missing.
        environment = {
            "SESSION_PROFILE": "high-traffic",
            "SESSION_MAX_BYTES": "100_000_000",
            "SESSION_PERSISTENCE_BACKEND": "sqlite",
            "SESSION_PERSISTENCE_PATH": os.path.join(directory, "sessions.db"),
        }
        with Server("--demo", environment=environment) as server:
            urllib.request.urlopen(urllib.request.Request(f"{server.url}/v1/cleanup", method="POST")).close()
            text = urllib.request.urlopen(f"{server.url}/metrics").read().decode()
            served, known = MetricNames(text), MetricNames(text + buffered_observer())
            known.values["sessions_current"]["profile"] = {path.stem for path in ROOT.glob("profiles/*.yaml")}
            check_that_mistakes_are_found(known)
            check_dashboard(dashboard, known)
            check_alerts(known)
            check_answers(dashboard, served, server)


try:
    main()
except Failure as failure:
    sys.exit(f"error: {failure}")
