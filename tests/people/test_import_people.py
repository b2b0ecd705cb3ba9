"""The directory import: what is refused names its line and changes nothing; the same file twice changes nothing."""

from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from peerlearn.core.csv_import import ImportRefused
from peerlearn.people.models import Function, User
from peerlearn.people.services.directory import import_people

HEADER = "email,name,job_title,function,manager_email,start_date,time_zone"
ANA = "ana@example.com,Ana Sá,Partner,Strategy,,2020-02-01,Europe/Lisbon"
BEN = "ben@example.com,Ben Okri,Analyst,Strategy,ana@example.com,2024-05-01,Europe/London"

pytestmark = pytest.mark.django_db


@pytest.fixture
def people_file(tmp_path):
    def write(*lines: str, header: str = HEADER, encoding: str = "utf-8") -> Path:
        path = tmp_path / "people.csv"
        path.write_bytes("\n".join([header, *lines, ""]).encode(encoding))
        return path

    return write


def test_import_creates_people_with_function_and_manager_in_any_order(people_file):
    report = import_people(people_file(BEN, ANA))

    ben = User.objects.get(email="ben@example.com")
    assert (report.created, report.updated, report.problems) == (2, 0, [])
    assert (ben.name, ben.function.name, ben.manager.name, ben.time_zone) == (
        "Ben Okri",
        "Strategy",
        "Ana Sá",
        "Europe/London",
    )
    assert not ben.has_usable_password()


def test_import_twice_changes_nothing(people_file):
    import_people(people_file(ANA, BEN))
    before = list(User.objects.order_by("pk").values())

    report = import_people(people_file(ANA, BEN))

    assert (report.created, report.updated, report.unchanged) == (0, 0, 2)
    assert list(User.objects.order_by("pk").values()) == before


def test_import_updates_by_email_in_any_case(people_file):
    import_people(people_file(ANA))

    report = import_people(people_file(ANA.replace("ana@", "ANA@").replace("Partner", "Director")))

    assert (report.created, report.updated) == (0, 1)
    assert User.objects.get().job_title == "Director"


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("nonsense,Ana,,,,,", "not an e-mail address."),
        ("a@example.com,,,,,,", "the name is empty."),
        ("a@example.com,Ana,,,,2020-02-30,", "start_date '2020-02-30' is not a date such as 2026-03-31."),
        (
            "a@example.com,Ana,,,,,Mars/Olympus",
            "time_zone 'Mars/Olympus' is not an IANA time zone such as Europe/Berlin.",
        ),
        ("a@example.com,Ana", "has 2 values, expected 7."),
        (
            "a@example.com,Ana,,,nobody@example.com,,",
            "the manager nobody@example.com is not in the file and not in the directory.",
        ),
        ("a@example.com,Ana,,,a@example.com,,", "would make Ana their own manager."),
        ("ben@example.com,Ben,,,,,", "lines 2 and 3 are the same person."),
        ("a@example.com,Ana \x00,,,,,", "contains a character that cannot be stored (NUL)."),
    ],
)
def test_import_with_a_bad_row_names_it_and_changes_nothing(people_file, row, reason):
    report = import_people(people_file(BEN.replace("ana@example.com", ""), row))

    assert report.problems == [f"people.csv, line 3: {reason}"]
    assert (User.objects.count(), Function.objects.count()) == (0, 0)


def test_import_with_a_circle_of_managers_names_every_row_in_it(people_file):
    rows = [
        "a@example.com,Ana,,,b@example.com,,",
        "b@example.com,Ben,,,c@example.com,,",
        "c@example.com,Cem,,,a@example.com,,",
    ]

    report = import_people(people_file(*rows))

    assert report.problems == [
        "people.csv, line 2: would make Ana their own manager.",
        "people.csv, line 3: would make Ben their own manager.",
        "people.csv, line 4: would make Cem their own manager.",
    ]


@pytest.mark.parametrize(
    ("header", "reason"),
    [
        (HEADER.replace("email,", "", 1), "Missing column: email."),
        (HEADER + ",is_superuser", "Unknown column: is_superuser."),
    ],
)
def test_import_with_a_wrong_header_is_refused(people_file, header, reason):
    with pytest.raises(ImportRefused, match=rf"people.csv, line 1: {reason}"):
        import_people(people_file(ANA, header=header))


def test_import_of_another_encoding_names_the_line(people_file):
    with pytest.raises(ImportRefused, match=r"people.csv, line 2: not UTF-8. Save the file as UTF-8."):
        import_people(people_file(ANA, encoding="latin-1"))


def test_import_with_an_open_quote_is_refused(people_file):
    with pytest.raises(ImportRefused, match=r"people.csv, line 2: quote not closed."):
        import_people(people_file('"ana@example.com,Ana,,,,,'))


def test_skip_bad_imports_the_good_rows(people_file):
    report = import_people(people_file("nonsense,X,,,,,", ANA), skip_bad=True)

    assert (len(report.problems), report.created) == (1, 1)
    assert User.objects.get().email == "ana@example.com"


def test_check_changes_nothing(people_file):
    report = import_people(people_file(ANA), check=True)

    assert (report.created, User.objects.count()) == (1, 0)


def test_command_refuses_a_bad_file_with_exit_code(people_file, capsys):
    with pytest.raises(CommandError, match=r"1 bad rows; nothing was imported."):
        call_command("import_people", people_file("nonsense,X,,,,,", ANA))

    assert "people.csv, line 2: not an e-mail address." in capsys.readouterr().err


def test_formula_in_a_cell_is_kept_as_text(people_file):
    import_people(people_file('a@example.com,"=HYPERLINK(""x"")",,,,,'))

    assert User.objects.get().name == '=HYPERLINK("x")'


def test_too_long_location_is_refused_by_line(people_file):
    report = import_people(people_file(f"{ANA},{'x' * 201}", header=HEADER + ",location"))

    assert report.problems == ["people.csv, line 2: location has 201 characters; at most 200."]
    assert not User.objects.exists()


def test_name_that_folds_to_very_many_letters_is_kept(people_file):
    name = "\ufdfa" * 200  # each sign is eighteen letters once it is taken apart

    import_people(people_file(ANA.replace("Ana Sá", name)))

    assert User.objects.get().name == name
