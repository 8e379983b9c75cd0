"""CPU time and memory of threatline and of pytm on the same generated system, as Markdown.

    python3 tests/bench/pytm/measure.py --binary target/release/threatline

Installs pytm into a temporary folder with pip, unless `--venv` names one. What is measured is whole processes, start-up and
output included: user and system time together and the largest resident set, as the operating system counts them for each
child. The commands take turns, so that what else the machine does meets all of them; the median of the runs is given.
"""

import argparse
import os
import platform
import random
import resource
import signal
import statistics
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

HERE = Path(__file__).resolve().parent
PYTM = "pytm==1.4.0"
PYTM_COMMAND = "pytm `--json`"
SMALL = 10
CHECK, LIST, DATA = "`check`", "`threats --format md`", "`threats --format json`"


class Series:
    """The runs of one command on one model."""

    def __init__(self):
        self.seconds, self.bytes, self.problem = [], [], None

    def median(self):
        return statistics.median(self.seconds) if self.seconds and not self.problem else None

    def cpu(self):
        if self.problem:
            return self.problem
        return f"{self.median():.2f} s ({min(self.seconds):.2f} to {max(self.seconds):.2f})"

    def memory(self):
        return f"{max(self.bytes) / 1e6:,.0f} MB" if self.bytes else ""


def run(command, series, limit, folder):
    """One run of a command, which may take `limit` seconds of CPU time."""
    if series.problem:
        return

    def limited():
        resource.setrlimit(resource.RLIMIT_CPU, (limit, limit + 5))

    with open(folder / "stdout", "wb") as out, open(folder / "stderr", "wb") as err:
        child = subprocess.Popen(command, stdout=out, stderr=err, preexec_fn=limited)
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode in (-signal.SIGXCPU, -signal.SIGKILL):
        series.problem = f"more than {limit} s"
    elif child.returncode != 0:
        sys.exit(f"{command}\nended with {child.returncode}\n{(folder / 'stderr').read_text(errors='replace')[-2000:]}")
    else:
        series.seconds.append(usage.ru_utime + usage.ru_stime)
    # Kilobytes, but bytes on macOS.
    series.bytes.append(usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024))


class Bench:
    """Models, tools and what was measured."""

    def __init__(self, options, folder):
        self.options, self.folder = options, folder
        self.measured = {}
        home = options.venv or folder / "venv"
        self.python = home / "bin" / "python"
        if not self.python.exists():
            venv.create(home, with_pip=True)
            subprocess.run([self.python, "-m", "pip", "install", "--quiet", PYTM], check=True)

    def model(self, size, ending):
        path = self.folder / f"{size}.{ending}"
        if not path.exists():
            # In a process of its own: what this one needs counts as the least memory of its children on Linux.
            files = [self.folder / f"{size}.threat", self.folder / f"{size}.py"]
            subprocess.run([sys.executable, HERE / "generate.py", str(size), *files], check=True)
        return path

    def result(self, name, size):
        return self.folder / f"{size}.{'pytm' if name == PYTM_COMMAND else 'threatline'}.json"

    def command(self, name, size):
        binary = self.options.binary
        if name == PYTM_COMMAND:
            return [self.python, self.model(size, "py"), "--json", self.result(name, size)]
        model = self.model(size, "threat")
        if name == CHECK:
            return [binary, "check", model]
        form, out = ("md", self.folder / "threats.md") if name == LIST else ("json", self.result(name, size))
        return [binary, "threats", model, "--format", form, "-o", out]

    def measure(self, names, sizes, runs):
        """Adds runs, the commands by turns and shuffled: memory that one leaves behind costs the next time to clear."""
        order = random.Random(1)
        for _ in range(runs):
            for size in sizes:
                for name in order.sample(names, len(names)):
                    series = self.measured.setdefault((name, size), Series())
                    run(self.command(name, size), series, self.options.limit, self.folder)

    def found(self, name, size):
        """How many threats were found. Counted by another process, for the same reason as above."""
        path = self.result(name, size)
        if name not in (PYTM_COMMAND, DATA) or self.measured[name, size].problem:
            return ""
        what = "len(d['findings'])" if name == PYTM_COMMAND else "d['summary']['places']"
        code = f"import json, sys; d = json.load(open(sys.argv[1])); print({what})"
        counted = subprocess.run([sys.executable, "-c", code, path], check=True, capture_output=True, text=True)
        return f"{int(counted.stdout):,}"


def compared(bench, sizes):
    rows = [["Elements", "Command", "CPU time", "pytm takes", "Peak memory", "Threats by place"]]
    for size in sizes:
        whole = bench.measured[PYTM_COMMAND, size].median()
        for name in (PYTM_COMMAND, CHECK, LIST, DATA):
            series = bench.measured[name, size]
            own = series.median()
            times = f"{whole / own:.1f} times" if name != PYTM_COMMAND and whole and own else ""
            rows.append([f"{size:,}", name, series.cpu(), times, series.memory(), bench.found(name, size)])
    return rows


def growth(bench, sizes):
    """Time for each element beyond start-up, which the smallest model stands for; growth is linear where it stays the same."""
    rows = [["Command", "Elements", "CPU time", "For each element", f"Against {sizes[0]:,}", "Peak memory"]]
    for name in (CHECK, LIST, DATA):
        start = bench.measured[name, SMALL].median()
        first = None
        for size in sizes:
            series = bench.measured[name, size]
            own = series.median()
            each = (own - start) / (size - SMALL) * 1e6 if own and start else None
            first = first or each
            shown = [f"{each:,.0f} µs", f"{each / first:.2f} times"] if each and first else ["", ""]
            rows.append([name, f"{size:,}", series.cpu(), *shown, series.memory()])
    return rows


def table(rows):
    widths = [max(len(row[at]) for row in rows) for at in range(len(rows[0]))]
    line = lambda row: "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths)) + " |"
    return "\n".join([line(rows[0]), "|" + "|".join("-" * (width + 2) for width in widths) + "|", *map(line, rows[1:])])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", type=Path, default=HERE.parents[2] / "target" / "release" / "threatline")
    parser.add_argument("--venv", type=Path, help="environment that has pytm, or is made here to be used again")
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--size", type=int, default=1_000, help="elements for both tools; three flows for each")
    parser.add_argument("--growth", type=int, nargs="*", default=[1_000, 3_000, 10_000], help="elements for threatline alone")
    parser.add_argument("--limit", type=int, default=1_800, help="seconds of CPU time that a run may take")
    options = parser.parse_args()
    options.binary = options.binary.resolve()
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(options, Path(folder))
        bench.measure([PYTM_COMMAND, CHECK, LIST, DATA], [SMALL, options.size], options.runs)
        rest = [size for size in options.growth if size != options.size]
        bench.measure([CHECK, LIST, DATA], rest, max(options.runs // 2, 1))
        version = subprocess.run([options.binary, "--version"], capture_output=True, text=True, check=True).stdout.strip()
        print(f"{version}, {PYTM.replace('==', ' ')}, Python {platform.python_version()}, {platform.machine()};", end=" ")
        print(f"median of {options.runs} runs (least to most)\n")
        print(table(compared(bench, [SMALL, options.size])))
        if options.growth:
            print(f"\nGrowth, without the time for {SMALL} elements:\n\n{table(growth(bench, options.growth))}")


if __name__ == "__main__":
    main()
