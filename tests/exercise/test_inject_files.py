"""Files of injects: both forms hold the same, spreadsheets may save them, faults are one line."""

from __future__ import annotations

import csv
import io
import random
import re
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.exercise.injects.files import SHELF, read_inject, read_injects, scenario_of, to_bytes
from sim.exercise.injects.inject import Inject, Schedule
from sim.exercise.injects.rows import COLUMNS, OTHER_NAMES
from sim.scenario import Scenario, ScenarioError, load_scenario, shipped
from tests.exercise.conftest import Make
from tests.scenario.bench import Bench

ENDINGS = (".toml", ".csv")


@pytest.fixture
def bench(tmp_path: Path, karabakh: Scenario, monkeypatch: pytest.MonkeyPatch) -> Bench:
    monkeypatch.chdir(tmp_path)
    return Bench(tmp_path, lambda file: read_injects(file, karabakh), "my.toml")


def written(injects: tuple[Inject, ...], ending: str, scenario: Scenario, folder: Path) -> Schedule:
    """The schedule that is read from what was written."""
    file = folder / f"my{ending}"
    file.write_bytes(to_bytes(injects, ending, scenario.name))
    return read_injects(str(file), scenario)


# --- round trips ------------------------------------------------------------------------------

LETTERS = "ab Zé文🙂'\"\\=+-@;,#{}"
WORDS = st.text(LETTERS, max_size=20)
LINES = st.text(LETTERS + "\n\t", max_size=30)
SOLID = re.compile(r"\S")
TRIGGERS = st.one_of(
    st.just({}),
    st.fixed_dictionaries({"at": st.sampled_from([0, 19, "2022-Q3"])}),
    st.fixed_dictionaries({"until": st.sampled_from([5, "2025-Q4"])}),
    st.fixed_dictionaries(
        {"at": st.sampled_from([0, "2021-Q2"]), "until": st.sampled_from([7, "2025-Q4"])}
    ),
)
CONDITIONS = st.sampled_from(
    [
        {},
        {"when": "world.tension > 0.5"},
        {"when": "not (fired 11 or ruling war:border) and at least 1 of (ordered AZE:probe)"},
    ]
)
EFFECTS = st.fixed_dictionaries(
    {},
    optional={
        "set": st.dictionaries(
            st.sampled_from(["theatres.border.heat", "ties.RUS-ARM.pledge"]),
            st.floats(0, 1),
            max_size=2,
        ).map(lambda values: {**values, "world.shock": True}),
        "add": st.dictionaries(
            st.sampled_from(["world.tension", "ties.RUS-ARM.belief_client"]), st.floats(-1, 1)
        ),
    },
)


@st.composite
def plain(draw: st.DrawFn) -> dict[str, object]:
    texts = {
        key: draw(form)
        for key, form in {
            "title": WORDS.filter(SOLID.search),
            "text": LINES.filter(SOLID.search),
            "sender": WORDS,
            "expected": LINES,
            "note": LINES,
        }.items()
    }
    choice = {
        "to": draw(st.lists(st.sampled_from(["all", "control", "ARM", "AZE"]), min_size=1)),
        "fires": draw(st.sampled_from(["once", "always"])),
        "status": draw(st.sampled_from(["planned", "held", "fired", "cancelled"])),
    }
    return {**texts, **choice, **draw(TRIGGERS), **draw(CONDITIONS), **draw(EFFECTS)}


@settings(max_examples=settings.default.max_examples // 2)
@given(table=plain())
def test_what_is_written_is_read_as_the_same(
    table: dict[str, object], karabakh: Scenario, tmp_path_factory: pytest.TempPathFactory
) -> None:
    last = Inject.of({"serial": 11, "title": "A", "to": "all", "text": "B"})
    injects = (Inject.of({"serial": "3a", **table}), last)
    folder = tmp_path_factory.mktemp("lists")
    for ending in ENDINGS:
        assert written(injects, ending, karabakh, folder).injects == injects


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+1", "-0.5", "@name", " =1", "'=1", "''@", "'tis", "\t=1", "\n-1", "＝1", "a=1", "'"],
)
def test_no_cell_is_a_formula(text: str, inject: Make, karabakh: Scenario, tmp_path: Path) -> None:
    one = inject(1, title="'" + text.strip(), text=text, note=text)
    data = to_bytes([one], ".csv")
    _, cells = csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""))
    assert not [
        cell for cell in cells if cell.lstrip()[:1] in tuple("=+-@＝＋－＠") and cell.strip()
    ]
    assert written((one,), ".csv", karabakh, tmp_path).injects == (one,)


def test_a_file_that_is_read_is_written_again_to_the_byte(karabakh: Scenario) -> None:
    schedule = read_injects("karabakh-2020", karabakh)
    for ending in ENDINGS:
        data = to_bytes(schedule.injects, ending, karabakh.name)
        assert data == to_bytes(tuple(Inject.of(one.plain()) for one in schedule.injects), ending,
                                karabakh.name)  # fmt: skip


# --- spreadsheets -----------------------------------------------------------------------------

TABLE = [
    [
        "Serial",
        "Time/Trigger",
        "To",
        "From",
        "Title",
        "Text",
        "Expected response",
        "Effects",
        "Note",
    ],
    ["1", "2022 Q3", "ARM; AZE", "Press", "One", 'Says "no";\nthen leaves', "", "", ""],
    ["3a", "When world.tension > 0.5", "All", "", "Two", "b", "c", "world.tension -= 0.1", ""],
]
MEANT = [
    {"serial": 1, "at": "2022-Q3", "to": ["ARM", "AZE"], "sender": "Press", "title": "One",
     "text": 'Says "no";\nthen leaves'},
    {"serial": "3a", "when": "world.tension > 0.5", "to": "all", "title": "Two", "text": "b",
     "expected": "c", "add": {"world.tension": -0.1}},
]  # fmt: skip


def as_csv(rows: list[list[str]], **how: str) -> str:
    text = io.StringIO(newline="")
    csv.writer(text, **how).writerows(rows)  # type: ignore[arg-type]
    return text.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        as_csv(TABLE).encode(),
        as_csv(TABLE).encode("utf-8-sig"),
        as_csv(TABLE, delimiter=";").encode("utf-8-sig"),
        as_csv(TABLE, delimiter="\t", lineterminator="\n").encode(),
        ("sep=;\r\n" + as_csv(TABLE, delimiter=";")).encode(),
        as_csv(TABLE, lineterminator="\r").encode(),
        as_csv([[], [""] * 9, *TABLE[:2], [" "] * 9, TABLE[2], []]).encode(),
        as_csv([[*row, "", ""] for row in TABLE]).encode(),
        as_csv([row[:-1] if row is TABLE[2] else row for row in TABLE]).encode(),
        as_csv([[*row[4:], *row[:4]] for row in TABLE]).encode(),
        as_csv([[cell.upper() for cell in TABLE[0]], *TABLE[1:]]).encode(),
    ],
    ids=["plain", "mark", "semicolons", "tabs", "sep", "old line ends", "empty lines",
         "empty columns", "a short row", "other order", "capitals"],
)  # fmt: skip
def test_a_file_saved_by_a_spreadsheet(data: bytes, bench: Bench) -> None:
    (bench.folder / "my.csv").write_bytes(data)
    assert list(bench.load("my.csv").injects) == [Inject.of(table) for table in MEANT]


def test_another_program_reads_and_writes_it(karabakh: Scenario, bench: Bench) -> None:
    schedule = read_injects("karabakh-2020", karabakh)
    (bench.folder / "ours.csv").write_bytes(to_bytes(schedule.injects, ".csv"))
    frame = pd.read_csv("ours.csv", dtype=str, keep_default_na=False)
    assert list(frame) == list(COLUMNS)
    frame.to_csv("theirs.csv", sep=";", index=False, encoding="utf-8-sig", quoting=csv.QUOTE_ALL)
    assert bench.load("theirs.csv") == schedule


@pytest.mark.parametrize("other", OTHER_NAMES)
def test_other_names_of_columns(other: str, bench: Bench) -> None:
    named = OTHER_NAMES[other]
    cells = {"serial": "1", "to": "all", "title": "A", "text": "B", named: "1"}
    cells |= {"to": "ARM"} if named == "to" else {}
    cells |= {"effects": "world.shock = TRUE"} if named == "effects" else {}
    cells |= {"trigger": "turn 1"} if named == "trigger" else {}
    head = [other.upper() if column == named else column for column in cells]
    bench.write("my.csv", as_csv([head, list(cells.values())]))
    (read,) = bench.load("my.csv").injects
    assert getattr(read, COLUMNS[named] if named not in ("effects", "trigger") else "set") in (
        "1", "A", ("ARM",), {"world.shock": True}, {},
    )  # fmt: skip
    assert read.trigger == ("turn 1" if named == "trigger" else "by hand")


@pytest.mark.parametrize(
    ("cell", "keys"),
    [
        ("", {}),
        ("By hand", {}),
        ("7", {"at": 7}),
        ("Turn 7", {"at": 7}),
        ("2022q3", {"at": "2022-Q3"}),
        ("turn 3 to 2022-Q4", {"at": 3, "until": "2022-Q4"}),
        ("until turn 4", {"until": 4}),
        (
            "2021-Q1 to 2022-Q4 when fired 1",
            {"at": "2021-Q1", "until": "2022-Q4", "when": "fired 1"},
        ),
        ("when\nfired 1\nand ruling war", {"when": "fired 1 and ruling war"}),
    ],
)
def test_cells_that_say_when(
    cell: str, keys: dict[str, object], bench: Bench, inject: Make
) -> None:
    rows = [["serial", "trigger", "to", "title", "text"], ["1", "", "all", "A", "B"],
            ["2", cell, "all", "A rumour", "A minister resigns."]]  # fmt: skip
    bench.write("my.csv", as_csv(rows))
    assert bench.load("my.csv")["2"] == inject(2, **keys)


# --- faults -----------------------------------------------------------------------------------

GOOD = """scenario = "karabakh-2020"

[[inject]]
serial = 1
title = "One"
at = 2
to = "all"
text = "Told."

[[inject]]
serial = "3a"
title = "Two"
when = "fired 1"
to = ["ARM"]
text = "Told."
set = { "world.shock" = true }
add = { "world.tension" = 0.1 }
"""


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('to = "all"', '§to = "ARMM"', "inject.1.to = \"ARMM\": no such actor; did you mean 'ARM'? "
         "(allowed: all, control, RUS, TUR, AZE, ARM, WST, IRN)"),
        ('to = "all"', "§to = []", "inject.1.to = an array: names nobody; name actors, all or "
         "control"),
        ('to = "all"', "§to = [1]", "inject.1.to = an array: 1: must be a text in quotes"),
        ('to = "all"', "§to = 3", "inject.1.to = 3: must be an array"),
        ("at = 2", "§at = 20", "inject.1.at = 20: outside the calendar; it runs 2021-Q1 to "
         "2025-Q4 (turns 0 to 19)"),
        ("at = 2", '§at = "May 2022"', 'inject.1.at = "May 2022": must be a whole number or a '
         "quarter such as 2021-Q1"),
        ("at = 2", "at = 2\n§until = 1", "inject.1.until = 1: ends before it begins; must be at = "
         "2 or later"),
        ('title = "One"\n', "", "inject.1: missing key 'title': Title, one line"),
        ('title = "One"', '§titel = "One"', "inject.1.titel: unknown key; did you mean 'title'?"),
        ('title = "One"', '§title = "a\\nb"', 'inject.1.title = "a\\nb": must be one line of '
         "printable text; character 2 is \\n"),
        ("serial = 1", "§serial = 0", "inject[0].serial = 0: must be a serial: a number from 1 to "
         "9999, with a letter or without: 3a"),
        ('serial = "3a"\ntitle = "Two"\nwhen = "fired 1"', '§serial = 1\ntitle = "Two"',
         'inject[1].serial = "1": is there twice; number one anew'),
        ('"fired 1"', '"fired 2"', 'inject.3a.when = "fired 2": no inject 2 (allowed: 1, 3a)'),
        ('"fired 1"', '"fired 3a"', 'inject.3a.when = "fired 3a": waits for itself'),
        ('"fired 1"', '"world.tensoin > 1"', 'inject.3a.when = "world.tensoin > 1": no variable '
         "'tensoin' of world; did you mean 'tension'? (allowed: tension, offer_challenger, "
         "offer_defender, treaty, mandate, clock, shock, alarm)"),
        ('"fired 1"', '"ordered AZE:ofensive"', 'inject.3a.when = "ordered AZE:ofensive": AZE has '
         "no order 'ofensive'; did you mean 'offensive'? (allowed: hold, consolidate, rearm, "
         "probe, offensive, border_push, deepen_sponsor_tie, hedge_to_guarantor, grant_base, "
         "purge_cadres, offer_treaty, end_mandate)"),
        ('"fired 1"', '"ordered AZR:hold"', "inject.3a.when = \"ordered AZR:hold\": no actor "
         "'AZR'; did you mean 'AZE'? (allowed: RUS, TUR, AZE, ARM, WST, IRN)"),
        ('"fired 1"', '"ruling wars"', "inject.3a.when = \"ruling wars\": no rule 'wars'; did you "
         "mean 'war'? (allowed: war, test, ceasefire, treaty, freeze, base, attribution, shock, "
         "mission, mandate)"),
        ('"fired 1"', '"ruling war:bordr"', "inject.3a.when = \"ruling war:bordr\": no 'bordr' in "
         "theatres; did you mean 'border'? (allowed: karabakh, border)"),
        ('"fired 1"', '"ruling treaty:ARM"', 'inject.3a.when = "ruling treaty:ARM": a ruling on a '
         "treaty has no subject; write ruling treaty"),
        ('"fired 1"', '"fired 1 fired"', "inject.3a.when = \"fired 1 fired\": 'fired' cannot stand "
         "there; join conditions by and, or"),
        ('"world.shock" = true', '§"world.shock" = 1', 'inject.3a.set."world.shock" = 1: must be '
         "true or false"),
        ('"world.shock" = true', '§"world.alarm" = 1', 'inject.3a.set."world.alarm": no variable '
         "'alarm' of world (allowed: tension, shock, treaty, mandate)"),
        ('"world.shock" = true', '§"ties.RUS-ARM.belief_client" = 1',
         'inject.3a.set."ties.RUS-ARM.belief_client" = 1: must be above 0 and below 1'),
        ('"world.tension" = 0.1', '§"world.treaty" = 1', 'inject.3a.add."world.treaty" = 1: is '
         "true or false and has no change; write it under set"),
        ('"world.tension" = 0.1', '§"world.tension" = 10',
         'inject.3a.add."world.tension" = 10: must be from -1 to 1'),
        ('"world.tension" = 0.1', '§"world.shock" = 0.1',
         'inject.3a.add."world.shock": is in set, too; give one of them'),
        ('"world.tension" = 0.1', '§"actors.RUS.factions.hawks" = 0.1',
         'inject.3a.add."actors.RUS.factions.hawks" = 0.1: the shares of the factions sum to one; '
         "write all three under set"),
        ('"world.tension" = 0.1', '§"world.tension" = "more"',
         'inject.3a.add."world.tension" = "more": must be a number'),
        ('scenario = "karabakh-2020"', '§scenery = "karabakh-2020"',
         "scenery: unknown key; did you mean 'scenario'? (allowed: scenario, inject)"),
    ],
)  # fmt: skip
def test_a_fault_of_a_toml_file(old: str, new: str, message: str, bench: Bench) -> None:
    bench.write("my.toml", GOOD)
    bench.edit(old, new)
    (line,) = bench.errors()
    assert line.endswith(f": {message}")
    assert line.startswith(bench.place or "my.toml:")


def test_all_faults_are_reported_in_the_order_of_the_file(bench: Bench) -> None:
    bench.write("my.toml", GOOD)
    for old, new in (('"all"', '"AL"'), ('"fired 1"', '"fired 9"'), ("= 0.1", "= 5")):
        bench.edit(old, new)
    assert [line.split(":")[1] for line in bench.errors()] == ["7", "13", "17"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "missing key 'inject': The injects, each a table [[inject]]"),
        ("inject = 3", "inject = 3: must be an array"),
        ("inject = [3]", "inject[0] = 3: must be a table"),
        ("[[inject]\n", "not valid TOML"),
        ("[[inject]]\n" * 401, "401 injects; at most 400 are allowed"),
    ],
)
def test_a_file_that_is_no_list(text: str, said: str, bench: Bench) -> None:
    bench.write("my.toml", text)
    assert said in bench.errors()[0]


HEAD = "serial,trigger,to,title,text,effects,status\n"


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("1,in May,all,A,B,,", 'inject.1.trigger = "in May": must be a quarter such as 2022-Q3, a '
         "turn such as turn 5, two of them with to between them, when CONDITION, or by hand"),
        ("1,2031-Q1,all,A,B,,", 'inject.1.at = "2031-Q1": outside the calendar; it runs 2021-Q1 to '
         "2025-Q4 (turns 0 to 19)"),
        ("1,,all,A,B,tension up,", 'inject.1.effects = "tension up": "tension up" is neither '
         "PATH = VALUE nor PATH += CHANGE"),
        ('1,,all,A,B,"world.tension = 0,5",', "inject.1.effects = \"world.tension = 0,5\": '0,5' "
         "is not a number; write a point, not a comma"),
        ("1,,all,A,B,world.tension = 1; world.tension = 0,", 'inject.1.effects = "world.tension = '
         '1; world.tension = 0": world.tension is there twice'),
        ("1,,all,A,B,world.tension = 7,", 'inject.1.set."world.tension" = 7: must be from 0 to 1'),
        ("1,,all,,B,,", "inject.1: missing key 'title': Title, one line"),
        ("1,,all,A,B,,over", 'inject.1.status = "over": not allowed (allowed: planned, held, '
         "fired, cancelled)"),
        ("x,,all,A,B,,", 'inject[1].serial = "x": must be a serial: a number from 1 to 9999, with '
         "a letter or without: 3a"),
        ("1,,all,A,B,,,left", 'inject.1: the cell "left" is in a column without a name'),
        ('1,,all,A,"B,,', "not valid CSV: unexpected end of data; look for a quotation mark that "
         "is missing"),
    ],
)  # fmt: skip
def test_a_fault_of_a_csv_file(row: str, message: str, bench: Bench) -> None:
    """The fault is on the second row, which begins on the fourth line: a cell has a line break."""
    good = '7,,all,A,"B\nC",,\n'
    bench.write("my.csv", HEAD + good + row + "\n")
    assert bench.errors("my.csv") == [f"my.csv:4:1: {message}"]


@pytest.mark.parametrize(
    ("cell", "meant"),
    [
        *((date, "2022-Q3") for date in ("2022-07-01 00:00:00", "2022/9/30", "30.9.2022")),
        *((date, "2022-Q3") for date in ("30/9/2022", "8/2022", "Q3 2022", "q3/2022")),
        *((date, "") for date in ("4/7/2022", "1.13.2022", "2022-13-01", "44743", "summer 2022")),
    ],
)
def test_a_date_is_refused_with_the_quarter_that_it_means(
    cell: str, meant: str, bench: Bench
) -> None:
    bench.write("my.csv", HEAD + f'1,"{cell}",all,A,B,,\n')
    (message,) = bench.errors("my.csv")
    hint = f"; did you mean '{meant}'?" if meant else ""
    assert message.endswith(f"or by hand{hint}")


@pytest.mark.parametrize(
    ("head", "said"),
    [
        ("serial,to,titel,text", "no column is named \"titel\"; did you mean 'title'? (allowed: "),
        ("serial,to,title,text,owner", 'no column is named "owner" (allowed: serial, trigger, fi'),
        ("serial,to,title", "column 'text' is missing"),
        ("serial,to,title,text,Inject", "column 'text' is there twice"),
    ],
)
def test_a_fault_of_the_header(head: str, said: str, bench: Bench) -> None:
    bench.write("my.csv", f"\n{head}\n1,all,A,B,C\n")
    assert any(line.startswith(f"my.csv:2:1: {said}") for line in bench.errors("my.csv"))


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "needs a line with the names of the columns, and injects below it"),
        (HEAD.encode(), "needs a line with the names of the columns, and injects below it"),
        (HEAD.encode() + "1,,all,Ä,B,,".encode("cp1252"),
         'my.csv:2:1: byte 0xc4 is not UTF-8; save the file as "CSV UTF-8"'),
        (HEAD.encode("utf-16"), 'the file is UTF-16, not UTF-8; save the file as "CSV UTF-8"'),
        (HEAD.encode("utf-16-le"), "perhaps UTF-16"),
        (b"a" * 2_000_001, "is larger than 2,000,000 bytes; not a list of injects"),
        (HEAD.encode() + b"1,,all,A,B,,\n" * 401, "inject[1].serial"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_table(data: bytes, said: str, bench: Bench) -> None:
    (bench.folder / "my.csv").write_bytes(data)
    assert any(said in line for line in bench.errors("my.csv"))


def test_other_files_are_refused(bench: Bench) -> None:
    (bench.folder / "my.xlsx").write_bytes(b"PK")
    assert bench.errors("my.xlsx") == [
        "my.xlsx: a list of injects is a file that ends in .toml or .csv"
    ]
    assert bench.errors("karabakh") == [
        "karabakh: no such file, nor a shipped inject (karabakh-2020); did you mean "
        "'karabakh-2020'?"
    ]


def test_one_inject_is_checked_like_those_of_a_file(karabakh: Scenario, inject: Make) -> None:
    table = {**inject(9).plain(), "to": ["ARN"], "when": "fired 8"}
    with pytest.raises(ScenarioError) as caught:
        read_inject(table, karabakh, ["1", "9"])
    lines = str(caught.value).splitlines()
    assert [line.partition(":")[0] for line in lines] == [
        'inject.9.to = "ARN"', 'inject.9.when = "fired 8"',
    ]  # fmt: skip
    assert read_inject({**table, "to": "ARM"}, karabakh, ["8", "9"]).to == ("ARM",)


def test_damage_gives_lines_or_a_list_that_can_be_kept(karabakh: Scenario, bench: Bench) -> None:
    """Files are cut, and bits that mean something are put in; never is there another error."""
    injects = read_injects("karabakh-2020", karabakh).injects
    bits = ['"', "\n", ",", ";", "=", "{", "]", "(", " not ", "0", "-1", "1e999", "\0", "2022-Q3",
            "[[inject]]\n", "when ", "9" * 40]  # fmt: skip
    chance = random.Random(20)
    read = 0
    for ending in ENDINGS * 20:
        text = to_bytes(injects, ending, karabakh.name).decode()
        for _ in range(chance.randint(1, 3)):
            start = chance.randrange(len(text))
            end = start + chance.choice([0, 1, 30])
            text = text[:start] + chance.choice(bits) + text[end:]
        name = f"my{ending}"
        (bench.folder / name).write_text(text, encoding="utf-8", newline="")
        try:
            found = bench.load(name).injects
        except ScenarioError as error:
            assert all(line.startswith(f"{name}:") for line in str(error).splitlines())
        else:
            read += 1
            assert written(found, ".toml", karabakh, bench.folder).injects == found
            assert written(found, ".csv", karabakh, bench.folder).injects == found
    assert 3 < read < 37


# --- the shipped list -------------------------------------------------------------------------


@pytest.mark.parametrize("name", shipped.paths(SHELF))
def test_a_shipped_list_is_valid_and_says_that_it_is_fiction(name: str) -> None:
    named = scenario_of(name)
    schedule = read_injects(name, load_scenario(named))
    assert 6 <= len(schedule.injects) <= 12
    assert all(one.text.startswith("EXERCISE") for one in schedule.injects)
    assert "All of this is fiction" in shipped.paths(SHELF)[name].read_text(encoding="utf-8")


def test_there_is_a_shipped_list() -> None:
    assert "karabakh-2020" in shipped.paths(SHELF)


def test_the_scenario_of_a_list_may_lie_beside_it(tmp_path: Path) -> None:
    (tmp_path / "own.toml").write_text("", encoding="utf-8")
    (tmp_path / "list.toml").write_text('scenario = "own.toml"', encoding="utf-8")
    assert scenario_of(str(tmp_path / "list.toml")) == str(tmp_path / "own.toml")
