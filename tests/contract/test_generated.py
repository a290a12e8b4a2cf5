"""The generated code is what the contracts say, and the contracts break none that was published."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tools.local.folder import PROJECT

PROTO = PROJECT / "proto"
GENERATED = PROJECT / "shared" / "gen"
BASELINE = PROTO / "baseline.binpb"
PROGRAMS = Path(sys.executable).parent


def run(*command: str | Path) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": f"{PROGRAMS}{os.pathsep}{os.defpath}"}
    return subprocess.run(
        command, cwd=PROJECT, env=environment, capture_output=True, text=True, check=False
    )


def test_the_generated_code_is_what_make_proto_makes(tmp_path: Path) -> None:
    protos = sorted(str(path.relative_to(PROTO)) for path in PROTO.glob("tour/**/*.proto"))
    serving = [name for name in protos if "\nservice " in (PROTO / name).read_text()]
    compiler = (sys.executable, "-m", "grpc_tools.protoc", f"-I{PROTO}")
    for options in (
        (f"--python_out={tmp_path}", f"--mypy_out=quiet:{tmp_path}", *protos),
        (f"--grpc_python_out={tmp_path}", f"--mypy_grpc_out=quiet:{tmp_path}", *serving),
    ):
        made = run(*compiler, *options)
        assert made.returncode == 0, made.stderr
    assert files(tmp_path) == files(GENERATED)


def files(folder: Path) -> dict[str, str]:
    """The texts under a folder, by their paths."""
    return {
        str(path.relative_to(folder)): path.read_text(encoding="utf-8")
        for pattern in ("tour/**/*.py", "tour/**/*.pyi")
        for path in folder.glob(pattern)
    }


def breaks(proto: Path) -> str:
    """What the contracts in that folder break, in buf's words."""
    answer = run("buf", "breaking", proto, "--against", BASELINE)
    assert answer.returncode in (0, 100), answer.stderr
    return answer.stdout


def test_the_contracts_break_nothing_that_was_published() -> None:
    assert breaks(PROTO) == ""


@pytest.mark.parametrize(
    ("was", "becomes", "told"),
    [
        ("  int64 entry_id = 3;\n", "", "entry_id"),
        ("  int64 entry_id = 3;\n", "  string entry_id = 3;\n", "type"),
        ("  int64 entry_id = 3;\n", "  int64 entry_id = 30;\n", "entry_id"),
    ],
    ids=["a field removed", "a field of another type", "a field of another number"],
)
def test_a_change_that_breaks_a_caller_is_refused(
    tmp_path: Path, was: str, becomes: str, told: str
) -> None:
    copy = tmp_path / "proto"
    shutil.copytree(PROTO, copy)
    contract = copy / "tour" / "entries" / "v1" / "entries.proto"
    text = contract.read_text()
    assert was in text
    contract.write_text(text.replace(was, becomes, 1))
    assert told in breaks(copy)


def test_a_field_that_is_added_breaks_nobody(tmp_path: Path) -> None:
    copy = tmp_path / "proto"
    shutil.copytree(PROTO, copy)
    contract = copy / "tour" / "entries" / "v1" / "entries.proto"
    text = contract.read_text()
    added = "  int64 entry_id = 3;\n  string remark = 99;\n"
    contract.write_text(text.replace("  int64 entry_id = 3;\n", added, 1))
    assert breaks(copy) == ""
