"""The house rules that can be checked by reading: imports, sizes, settings, names, the map."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parent.parent
LONGEST_FILE = 300
LONGEST_FUNCTION = 40
FORBIDDEN_MODULES = {"utils", "util", "helpers", "helper", "common", "service", "services", "manager", "base", "misc"}
# What belongs to one machine or one workplace has no place in the project.
FOREIGN = re.compile(r"/(work|opt|root|home)/|\bdomain\.md|architecture\.md|reflex\.md|engine\.md|mission\.md|ui\.md")


def _python_files() -> list[Path]:
    return sorted([*(PROJECT / "pm_app").rglob("*.py"), *(PROJECT / "tests").rglob("*.py")])


def _name(path: Path) -> str:
    return str(path.relative_to(PROJECT))


def test_every_import_goes_the_declared_way() -> None:
    linter = Path(sys.executable).parent / "lint-imports"

    ended = subprocess.run([linter, "--no-logo"], cwd=PROJECT, capture_output=True, text=True, check=False)

    assert ended.returncode == 0, ended.stdout


def test_every_feature_is_held_to_the_five_files() -> None:
    settings = (PROJECT / "pyproject.toml").read_text()
    features = {path.parent.name for path in (PROJECT / "pm_app").glob("*/tables.py")} - {"kernel"}

    assert {feature for feature in features if f'"pm_app.{feature}",' not in settings} == set()


def test_no_file_is_longer_than_three_hundred_lines() -> None:
    lengths = {_name(path): len(path.read_text().splitlines()) for path in _python_files()}

    assert {name: length for name, length in lengths.items() if length > LONGEST_FILE} == {}


def test_no_function_is_longer_than_forty_lines() -> None:
    too_long = [
        f"{_name(path)}:{function.lineno} {function.name}"
        for path in _python_files()
        for function in _functions(ast.parse(path.read_text()))
        if _lines(function) > LONGEST_FUNCTION
    ]

    assert too_long == []


def test_every_module_says_in_one_line_what_is_in_it() -> None:
    silent = [_name(path) for path in _python_files() if not _is_empty(path) and not _docstring(path)]

    assert silent == []


def test_no_module_has_a_name_that_says_nothing() -> None:
    assert [_name(path) for path in _python_files() if path.stem in FORBIDDEN_MODULES] == []


@pytest.mark.parametrize("folder", ["rules", "queries", "actions", "kernel"])
def test_public_functions_of_the_business_are_explained(folder: str) -> None:
    files = [path for path in (PROJECT / "pm_app").rglob("*.py") if path.stem == folder or path.parent.name == folder]
    unexplained = [
        f"{_name(path)}:{node.lineno} {node.name}"
        for path in files
        for node in ast.parse(path.read_text()).body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_") and not ast.get_docstring(node)
    ]

    assert unexplained == []


def test_every_setting_is_in_the_example_and_every_example_is_a_setting() -> None:
    readers = "".join((PROJECT / "pm_app" / name).read_text() for name in ("settings.py", "environment.py"))
    read = set(re.findall(r'"(PM_[A-Z0-9_]+)"', readers))
    explained = set(re.findall(r"^(PM_[A-Z0-9_]+)=", (PROJECT / ".env.example").read_text(), re.MULTILINE))

    assert explained == read


def test_the_project_speaks_of_itself_alone() -> None:
    told = [
        f"{_name(path)}:{number}: {line.strip()}"
        for path in _own_texts()
        if path != Path(__file__).resolve()
        for number, line in enumerate(path.read_text(errors="replace").splitlines(), start=1)
        if FOREIGN.search(line)
    ]

    assert told == []


def test_the_map_in_the_readme_names_every_folder() -> None:
    readme = (PROJECT / "README.md").read_text()
    folders = {path.name for path in (PROJECT / "pm_app").iterdir() if (path / "__init__.py").exists()}

    assert {folder for folder in folders if f"`{folder}`" not in readme} == set()


def _own_texts() -> Iterator[Path]:
    kept = subprocess.run(["git", "ls-files"], cwd=PROJECT, capture_output=True, text=True, check=False).stdout
    suffixes = {".py", ".md", ".sql", ".js", ".jsx", ".css", ".html", ".toml", ".yaml", ".yml", ".txt", ""}
    for name in kept.splitlines():
        path = PROJECT / name
        if path.suffix in suffixes and path.is_file():
            yield path


def _functions(tree: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def _lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Count the lines of the function from `def` to its end."""
    return (function.end_lineno or function.lineno) - function.lineno + 1


def _docstring(path: Path) -> str | None:
    return ast.get_docstring(ast.parse(path.read_text()))


def _is_empty(path: Path) -> bool:
    return path.name == "__init__.py" and not path.read_text().strip()
