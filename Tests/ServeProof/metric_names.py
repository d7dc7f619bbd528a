"""Checks the metrics, labels and values that a PromQL expression names."""

import difflib
import re

import promql_parser as promql

from server import Failure, expect

# Prometheus adds these to each series.
TARGET_LABELS = {"job", "instance"}
# Labels whose values depend on the installation.
FREE_LABELS = TARGET_LABELS | {"component", "observer"}


class MetricNames:
    """The names of the metrics that a server exposes, with their labels and the labels' values."""

    def __init__(self, text):
        """Reads the names from the text of `/metrics`."""
        # Prometheus' own metric of a target.
        self.values = {"up": {}}
        for line in text.splitlines():
            if line.startswith("#"):
                continue
            name, labels = re.match(r"(\w+)(?:\{(.*)\})? ", line).groups()
            values = self.values.setdefault(name, {})
            for label, value in re.findall(r'(\w+)="((?:\\.|[^"\\])*)"', labels or ""):
                values.setdefault(label, set()).add(value)

    def labels(self, expression, place):
        """Checks a PromQL expression. Returns the labels of its result. Raises a failure that begins with the place."""
        try:
            return self._labels(promql.parse(expression))
        except (Failure, ValueError) as error:
            raise Failure(f"{place}: {error}\n{expression}") from None

    def _labels(self, node):
        """Returns the labels of a node's result, and `None` for a number."""
        match node:
            case promql.VectorSelector():
                return self._selected(node)
            case promql.MatrixSelector():
                return self._selected(node.vector_selector)
            case promql.NumberLiteral() | promql.StringLiteral():
                return None
            case promql.ParenExpr() | promql.UnaryExpr() | promql.SubqueryExpr():
                return self._labels(node.expr)
            case promql.AggregateExpr():
                labels = self._labels(node.expr)
                if node.modifier is None:
                    return set()
                expect(node.modifier.type == promql.AggModifierType.By, "this check only knows aggregations with `by`")
                self._expect_labels(node.modifier.labels, labels)
                return set(node.modifier.labels)
            case promql.Call():
                arguments = [labels for labels in map(self._labels, node.args) if labels is not None]
                if node.func.return_type == promql.ValueType.Scalar:
                    return None
                if node.func.name in ("absent", "vector"):
                    return set()
                if node.func.name == "histogram_quantile":
                    self._expect_labels(["le"], arguments[0])
                    return arguments[0] - {"le"}
                return arguments[0]
            case promql.BinaryExpr():
                return self._combined(node)
        raise Failure(f"this check doesn't know {type(node).__name__}")

    def _combined(self, node):
        left, right = self._labels(node.lhs), self._labels(node.rhs)
        if left is None or right is None:
            return right if left is None else left
        matching = node.modifier and node.modifier.matching
        if matching is not None:
            for side in (left, right):
                self._expect_labels(matching.labels, side)
        elif str(node.op) != "or":
            expect(left == right, f"the sides have different labels, so nothing matches: {left}, {right}")
        return left

    def _selected(self, selector):
        name = selector.name
        if name not in self.values:
            near = difflib.get_close_matches(name or "", self.values, 1)
            raise Failure(f"the server has no metric {name}" + (f"; did you mean {near[0]}?" if near else ""))
        labels = TARGET_LABELS | self.values[name].keys()
        for matcher in selector.matchers.matchers:
            self._expect_labels([matcher.name], labels)
            if matcher.name not in FREE_LABELS:
                for value in matcher.value.split("|"):
                    expect(value in self.values[name][matcher.name], f'{name} never has {matcher.name}="{value}"')
        return labels

    @staticmethod
    def _expect_labels(names, labels):
        for name in names:
            expect(name in (labels or ()), f"there is no label {name}, only {sorted(labels or ())}")
