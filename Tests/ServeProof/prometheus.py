"""Starts Prometheus for a test, and always stops it."""

import json
import os
import re
import subprocess
import tempfile
import urllib.parse
import urllib.request

from server import expect


class Prometheus:
    """A Prometheus that scrapes one server each second, as the job `sessions`, and evaluates a file of rules."""

    def __init__(self, target, rules):
        self.directory = tempfile.TemporaryDirectory()
        configuration = {
            "global": {"scrape_interval": "1s", "evaluation_interval": "1s"},
            "rule_files": [str(rules)],
            "scrape_configs": [{"job_name": "sessions", "static_configs": [{"targets": [target]}]}],
        }
        file = os.path.join(self.directory.name, "prometheus.yml")
        with open(file, "w") as output:
            json.dump(configuration, output)
        self.process = subprocess.Popen(
            [
                os.environ["PROMETHEUS"],
                f"--config.file={file}",
                f"--storage.tsdb.path={self.directory.name}/data",
                "--web.listen-address=127.0.0.1:0",
            ],
            stderr=subprocess.PIPE,
            text=True,
        )
        self.url, lines = None, ""
        for line in self.process.stderr:
            lines += line
            if found := re.search(r'msg="Listening on".* address=(\S+)', line):
                self.url = f"http://{found[1]}"
            if "Server is ready" in line:
                break
        expect(self.process.poll() is None and self.url, f"Prometheus did not start:\n{lines}")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()
        self.process.stderr.close()
        self.directory.cleanup()

    def series(self, expression):
        """Returns the labels of each series that a query gives now."""
        answer = self._get("query?" + urllib.parse.urlencode({"query": expression}))
        return [series["metric"] for series in answer["result"]]

    def rules(self):
        """Returns the rules with their state."""
        return [rule for group in self._get("rules")["groups"] for rule in group["rules"]]

    def _get(self, path):
        with urllib.request.urlopen(f"{self.url}/api/v1/{path}", timeout=30) as answer:
            return json.load(answer)["data"]
