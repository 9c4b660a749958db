"""What the commands answer, and that what they refuse is one sentence and exit code 2."""

import json
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, create_engine, text

from tests.cli.conftest import Pm

CSV = "Name,Address,City,Postal code\nMaple Court,12 Maple St,Toronto,M5A 1A1\nElm House,9 Elm St,Toronto,M5A 1A2\n"


@pytest.fixture
def database(addresses: tuple[str, str]) -> Iterator[Connection]:
    """The database behind the commands, in the one organization."""
    engine = create_engine(addresses[0], isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        organization = connection.execute(text("select id from organization")).scalar_one()
        connection.execute(text("select set_config('app.organization_id', :id, false)"), {"id": str(organization)})
        yield connection
    engine.dispose()


def _count(database: Connection, table: str) -> int:
    return database.execute(text(f"select count(*) from {table}")).scalar_one()


def test_every_command_explains_itself(pm: Pm) -> None:
    answer = pm("--help")

    commands = "serve demo migrate add-user import export file search run-job check psql new-migration"
    assert (answer.code, [name for name in commands.split() if name not in answer.said]) == (0, [])


def test_an_added_user_gets_a_link_that_works_once(pm: Pm, database: Connection) -> None:
    answer = pm("add-user", "ann.lee@example.com", "--role", "accounting")

    assert answer.code == 0
    assert answer.said.startswith("https://desk.example.com/invitation/")
    user = database.execute(text("select email, name, role, activated_at from user_account")).one()
    assert tuple(user) == ("ann.lee@example.com", "Ann Lee", "accounting", None)


def test_a_user_is_not_added_twice(pm: Pm) -> None:
    pm("add-user", "ann.lee@example.com", "--role", "accounting")

    answer = pm("add-user", "ann.lee@example.com", "--role", "manager")

    assert (answer.code, answer.said) == (2, "")
    assert answer.remarked.strip() == "Somebody with this e-mail address is already a user."


def test_an_import_adds_all_rows_once(pm: Pm, tmp_path: Path, database: Connection) -> None:
    (tmp_path / "list.csv").write_text(CSV)

    answers = [pm("import", "properties", str(tmp_path / "list.csv")) for _ in range(2)]

    assert [(answer.code, answer.last_line) for answer in answers] == [
        (0, "2 rows: 2 added, 0 changed, 0 unchanged, 0 refused"),
        (0, "2 rows: 0 added, 0 changed, 2 unchanged, 0 refused"),
    ]
    assert _count(database, "property") == 2


def test_a_dry_run_writes_nothing(pm: Pm, tmp_path: Path, database: Connection) -> None:
    (tmp_path / "list.csv").write_text(CSV)

    answer = pm("import", "properties", str(tmp_path / "list.csv"), "--dry-run")

    assert (answer.code, answer.last_line) == (0, "2 rows: 2 added, 0 changed, 0 unchanged, 0 refused")
    assert _count(database, "property") == 0


def test_one_bad_row_keeps_the_whole_file_out_and_every_reason_is_told(
    pm: Pm, tmp_path: Path, database: Connection
) -> None:
    (tmp_path / "list.csv").write_text("Year built,Address\n1960,12 Maple St\nsoon,9 Elm St\n")

    answer = pm("import", "properties", str(tmp_path / "list.csv"), "--map", "year_built=Year built")

    assert answer.code == 1
    assert "Row 3, column Year built" in answer.said
    assert answer.last_line.endswith("1 refused")
    assert _count(database, "property") == 0


def test_a_mapping_may_be_said_in_words_and_in_a_file(pm: Pm, tmp_path: Path, database: Connection) -> None:
    (tmp_path / "list.csv").write_text("Where,Called\n12 Maple St,Maple Court\n")
    (tmp_path / "map.toml").write_text('name = "Called"')

    answer = pm(
        "import", "properties", str(tmp_path / "list.csv"),
        "--map", "address_line=where", "--map", "city:=Toronto", "--map", str(tmp_path / "map.toml"),
    )  # fmt: skip

    assert answer.code == 0
    added = database.execute(text("select name, address_line, city from property")).one()
    assert tuple(added) == ("Maple Court", "12 Maple St", "Toronto")


def test_a_filed_document_is_found_by_what_it_says(pm: Pm, tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text(CSV)
    pm("import", "properties", str(tmp_path / "list.csv"))
    (tmp_path / "papers").mkdir()
    (tmp_path / "papers" / "Boiler report.txt").write_text("The boiler in the basement was inspected and passed.")

    filed = pm("file", str(tmp_path / "papers"), "--property", "maple court")

    assert (filed.code, filed.last_line) == (0, "1 files: 1 read, 0 read in part, 0 unreadable")
    [hit] = json.loads(pm("search", "boiler basement", "--json").said)
    assert (hit["title"], hit["page"], sorted(hit)) == ("Boiler report", 1, ["document_id", "page", "snippet", "title"])
    assert "boiler in the basement" in hit["snippet"]


def test_a_file_that_is_refused_keeps_no_other_from_being_filed(pm: Pm, tmp_path: Path, database: Connection) -> None:
    (tmp_path / "empty.txt").touch()
    (tmp_path / "note.txt").write_text("Call the plumber about the leak.")

    answer = pm("file", str(tmp_path / "empty.txt"), str(tmp_path / "note.txt"))

    assert (answer.code, answer.last_line) == (1, "2 files: 1 read, 0 read in part, 0 unreadable, 1 refused")
    assert "refused: The file is empty." in answer.said
    assert _count(database, "document") == 1


def test_filing_for_a_property_nobody_knows_is_refused_before_anything_is_filed(
    pm: Pm, tmp_path: Path, database: Connection
) -> None:
    (tmp_path / "note.txt").write_text("Call the plumber.")

    answer = pm("file", str(tmp_path / "note.txt"), "--property", "Nowhere")

    assert (answer.code, _count(database, "document")) == (2, 0)
    assert answer.remarked.strip() == "--property 'Nowhere': no property is called so. Give its id."


def test_a_job_is_run_and_recorded_under_either_spelling(pm: Pm, database: Connection) -> None:
    answers = [pm("run-job", name, "--today", "2026-03-01") for name in ("send-reminders", "send_reminders")]

    assert [answer.code for answer in answers] == [0, 0]
    assert _count(database, "job_run") == 1
    assert database.execute(text("select name, outcome from job_run")).one() == ("send-reminders", "done")


def test_a_job_nobody_knows_is_refused(pm: Pm) -> None:
    answer = pm("run-job", "make-coffee")

    assert answer.code == 2
    assert answer.remarked.splitlines()[-1].startswith("There is no job 'make-coffee'. Jobs: ")


def test_the_check_finds_nothing_in_sound_books(pm: Pm) -> None:
    answers = pm("check"), pm("check", "--json")

    assert [answer.code for answer in answers] == [0, 0]
    assert (answers[0].last_line, json.loads(answers[1].said)) == ("Everything holds.", [])


def test_the_check_finds_an_audit_entry_that_was_changed(
    pm: Pm, addresses: tuple[str, str], database: Connection
) -> None:
    pm("add-user", "ann.lee@example.com", "--role", "accounting")
    engine = create_engine(addresses[1])
    with engine.begin() as owner:
        organization = database.execute(text("select id from organization")).scalar_one()
        owner.execute(text("select set_config('app.organization_id', :id, true)"), {"id": str(organization)})
        owner.execute(text("alter table audit_entry disable trigger refuse_change"))
        owner.execute(text("update audit_entry set actor_name = 'Somebody else'"))
    engine.dispose()

    answer = pm("check", "--json")

    assert answer.code == 1
    [finding] = json.loads(answer.said)
    assert (finding["check"], len(finding["ids"])) == ("audit trail", 1)
    assert "were changed after they were written" in finding["finding"]


def test_psql_sees_the_offices_rows_and_only_the_owner_may_change_the_schema(pm: Pm) -> None:
    pm("add-user", "ann.lee@example.com", "--role", "accounting")

    rows = pm("psql", "-Atc", "select email from user_account")
    refused = pm("psql", "-Atc", "create table mine (id int)")
    made = pm("psql", "--owner", "-Atc", "create table mine (id int)")

    assert (rows.code, rows.said) == (0, "ann.lee@example.com\n")
    assert refused.code == 1
    assert "permission denied for schema public" in refused.remarked
    assert (made.code, made.said) == (0, "CREATE TABLE\n")


def test_a_wrong_setting_is_one_sentence(pm: Pm, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PM_PORT", "eighty")

    answer = pm("check")

    assert (answer.code, answer.said) == (2, "")
    assert answer.remarked.strip() == "PM_PORT is 'eighty': write a whole number from 1 to 65,535."


def test_a_database_that_does_not_answer_is_one_sentence(pm: Pm, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PM_DATABASE_URL", "postgresql://nobody@127.0.0.1:1/nothing")

    answer = pm("check")

    assert answer.code == 2
    assert answer.remarked.strip().splitlines()[-1].startswith("The database does not answer: ")


def test_the_app_is_not_served_on_a_port_in_use(pm: Pm, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        monkeypatch.setenv("PM_PORT", str(port))

        answer = pm("serve")

    assert answer.code == 2
    assert f"127.0.0.1, port {port}" in answer.remarked
    assert answer.remarked.strip().endswith("stop what uses it, or set PM_PORT to another number.")


def test_the_demo_is_served_to_this_machine_only(pm: Pm) -> None:
    answer = pm("demo")

    assert answer.code == 2
    assert answer.remarked.strip().endswith("unset PM_HOST and PM_ADDRESS.")


def test_the_demo_has_a_database_of_its_own(pm: Pm, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PM_ADDRESS")

    demo, office = pm("--demo", "check"), pm("check")

    assert (demo.code, office.code) == (2, 0)
    assert "run `pm migrate` first" in demo.remarked
    assert (tmp_path / "data" / "demo" / "pg").is_dir()
