"""Changes the rules in small ways and counts how many of the changes no test notices:
`make mutants` prints the figures, docs/mutants.md keeps them with a reason for every survivor.

Guarantees that the working tree stays as it is: each domain is changed in a copy of the tracked
files, under ``build/mutants``.
"""

import json
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final

DOMAINS: Final = ("entries", "draws", "matches", "rankings")
ROOT: Final = Path(__file__).parents[1]
COPIES: Final = ROOT / "build" / "mutants"

_SETTINGS: Final = """
[tool.mutmut]
source_paths = ["services", "shared"]
only_mutate = ["services/{domain}/domain/*.py"]
also_copy = ["docs", "proto", "tools"]
# thousands of draws to count how often each lot falls say nothing that their example does not
pytest_add_cli_args = ["-k", "not equally and not about_as_frequent and not control_lots"]
pytest_add_cli_args_test_selection = ["tests/unit/{domain}"]
"""
# The same examples each time, no search for a smaller one of what is to be killed, and no
# failure but a broken rule: a slow moment of the machine kills nothing.
_EXAMPLES: Final = """

from hypothesis import HealthCheck, Phase, settings

settings.register_profile(
    "mutants",
    derandomize=True,
    deadline=None,
    max_examples=50,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
settings.load_profile("mutants")
"""


@dataclass(frozen=True, slots=True)
class Figures:
    """What became of the mutants of a domain; a timeout is a test that never ended."""

    killed: int
    survived: int
    timeouts: int

    @property
    def mutants(self) -> int:
        return self.killed + self.survived + self.timeouts


def copy_of(domain: str) -> Path:
    """A fresh copy of the tracked files, with mutmut set to change this domain."""
    copy = COPIES / domain
    shutil.rmtree(copy, ignore_errors=True)
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True
    )
    for name in filter(None, listed.stdout.split("\0")):
        source = ROOT / name
        if source.is_file():
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, copy / name)
    with (copy / "pyproject.toml").open("a") as project:
        project.write(_SETTINGS.format(domain=domain))
    with (copy / "tests" / "conftest.py").open("a") as tests:
        tests.write(_EXAMPLES)
    return copy


def figures_of(copy: Path) -> Figures:
    """The mutants of a copy after its run. One that is neither survivor nor timeout was noticed."""
    mutmut(copy, "export-cicd-stats")
    counts = json.loads((copy / "mutants" / "mutmut-cicd-stats.json").read_text())
    survived = counts["survived"] + counts["no_tests"] + counts["suspicious"]
    timeouts = counts["timeout"]
    return Figures(counts["total"] - survived - timeouts, survived, timeouts)


def mutmut(copy: Path, *arguments: str) -> str:
    """Run mutmut in a copy; what it prints. CalledProcessError if it could not do its work."""
    return subprocess.run(
        [sys.executable, "-m", "mutmut", *arguments],
        cwd=copy,
        check=True,
        capture_output=True,
        text=True,
    ).stdout


def main() -> None:
    """The figures of the domains named on the command line, or of all four."""
    table: list[str] = []
    for domain in sys.argv[1:] or DOMAINS:
        copy = copy_of(domain)
        mutmut(copy, "run", "--max-children", "2")
        print(mutmut(copy, "results"))
        found = figures_of(copy)
        table.append(
            f"{domain:10}{found.mutants:8}{found.killed:8}{found.survived:10}{found.timeouts:10}"
            f"{100 * found.survived / found.mutants:9.1f} %"
        )
    print(f"{'':10}{'mutants':>8}{'killed':>8}{'survived':>10}{'timeouts':>10}{'survived':>11}")
    print("\n".join(table))


if __name__ == "__main__":
    main()
