"""What goes wrong, on purpose."""

import pytest


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """The figures that were reached, one line for each thing that was tried."""
    reached = [
        f"{name}: {value}"
        for reports in terminalreporter.stats.values()
        for report in reports
        for name, value in getattr(report, "user_properties", ())
        if getattr(report, "when", "") == "call"
    ]
    if reached:
        terminalreporter.section("faults")
        for line in reached:
            terminalreporter.line(line)
