"""What runs the pages tells when a page is wrong: made-up pages, each wrong in one way."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from support import page_shell
from support.page_runs import Page
from support.pages import PageError, fits
from tarry.sandbox import Plan, Sandbox

pytestmark = pytest.mark.block_network(allowed_hosts=["127.0.0.1"])

Run = Callable[[str], Page]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Runs a text as a page, without any socket."""

    def made(text: str) -> Page:
        page = Page("made-up.md", text, tmp_path, {"GONE": "soon"}, Sandbox(), tmp_path)
        page.run()
        return page

    return made


def test_a_right_page(run: Run) -> None:
    page = run("""\
# A page

`<!-- no comment -->` in the middle of a line is text.

```python
one = 1
print("one", one)
```
<!-- output -->
```text
one …
```

<!-- file: inner/orders.json -->
```json
{"orders": []}
```
<!-- hidden: python
import os

assert "inner" in os.listdir(), "the folder of Python is that of the commands"
os.environ["SEEN"] = "never"
-->

1. In a list:

   ```console
   $ cat inner/orders.json && echo to stderr >&2
   {"orders": []}
   to stderr
   $ false
   $ echo $?
   1
   $ printf 'no line break'; printf 'and %s more\\n' \\
       one
   no line breakand one more
   $ export COLOUR=green; unset GONE; seq 5
   1
   …
   5
   ```

```{toctree}
elsewhere
```

```python
print(one, os.environ["COLOUR"], os.environ.get("GONE"))
```
<!-- output -->
```text
1 green None
```
```console
$ echo $COLOUR ${GONE-nothing}
green nothing
```
<!-- part of: examples/engines/dlt_pipeline.py -->
```python
import sys

import dlt

# …
    with fullstory.connect() as client:
```
<!-- not run: needs an account -->
```console
$ rm --no-such-option
```
""")
    assert (page.place / "inner" / "orders.json").read_text() == '{"orders": []}\n'


def test_what_is_served_runs_on_a_free_port_until_the_page_ends(run: Run) -> None:
    run("""\
<!-- serve -->
```console
$ python -u -m http.server --bind 127.0.0.1 8765
Serving HTTP on 127.0.0.1 port 8765 …
```

```python
import http.client

connection = http.client.HTTPConnection("127.0.0.1", 8765)
connection.request("GET", "/")
print(connection.getresponse().status)
connection.close()
port = "8765"
assert port != "87" + "65"
```
<!-- output -->
```text
200
```
""")


PROGRAM = "examples/engines/dlt_pipeline.py"

WRONG = {
    "python raises": ("```python\nfine = 1\n\n1 / 0\n```", 2, "raised ZeroDivisionError"),
    "python exits": ("```python\nraise SystemExit(0)\n```", 2, "raised SystemExit"),
    "python prints another thing": ("```python\nprint(1)\n```\n<!-- output -->\n```text\n2\n```", 5, "something else"),
    "python prints nothing": ("```python\n1\n```\n<!-- output -->\n```text\n2\n```", 5, "something else"),
    "python prints more": ("```python\nprint('1\\n2')\n```\n<!-- output -->\n```text\n1\n```", 5, "something else"),
    "output of nothing": ("<!-- output -->\n```text\n2\n```", 2, "follows one of Python"),
    "output of another block": (
        "```python\nprint(2)\n```\n```json\n2\n```\n<!-- output -->\n```text\n2\n```",
        8,
        "follows one of Python",
    ),
    "output that is no text": ("```python\nprint(2)\n```\n<!-- output -->\n```json\n2\n```", 5, "a block of text"),
    "hidden python raises": ("<!-- hidden: python\n\n1 / 0\n-->", 2, "raised ZeroDivisionError"),
    "hidden something else": ("<!-- hidden: console\n$ true\n-->", 1, "what is hidden is python"),
    "a command prints another thing": ("```console\n$ echo one\n$ echo two\ntwo\nthree\n```", 3, "something else"),
    "a command fails": ("```console\n$ true\n$ ls nowhere\n```", 3, "ended with 2"),
    "a command that fails before others": ("```console\n$ false\n$ true\n$ echo $?\n0\n```", 2, "ended with 1"),
    "another exit code": ("```console\n$ false\n$ echo $?\n2\n```", 3, "something else"),
    "no exit code": ("```console\n$ false\n$ echo $?\n```", 3, "is missing"),
    "sh ends": ("```console\n$ true\n$ exit 0\n$ true\n```", 3, "sh ended"),
    "sh understands nothing": ("```console\n$ echo 'one\n```", 2, "sh ended"),
    "no prompt": ("```console\ntarry doctor\n```", 2, "begins with a command"),
    "no command of that name": ("```console\n$ tarrry doctor\n```", 2, "ended with 127"),
    "a server that ends": ("<!-- serve -->\n```console\n$ echo --port 8765\n```", 3, "nothing listens"),
    "a server without a port": ("<!-- serve -->\n```console\n$ cat\n```", 2, "names its port"),
    "a server that says something else": (
        "<!-- serve -->\n```console\n$ python -u -m http.server --bind 127.0.0.1 8765\nHello\n```",
        3,
        "something else",
    ),
    "a language that nobody knows": ("```perl\n1\n```", 1, "nothing runs a block of 'perl'"),
    "no language": ("```\n1\n```", 1, "nothing runs a block of 'no language'"),
    "text alone": ("```text\n1\n```", 1, "nothing runs a block of 'text'"),
    "shell without a file": ("```sh\ntrue\n```", 1, "nothing runs a block of 'sh'"),
    "a directive that shows code": ("```{code-block} python\n1 / 0\n```", 1, "no directive {code-block}"),
    "a comment that nobody knows": ("<!-- ouput -->\n```text\n2\n```", 1, "no comment 'ouput'"),
    "no reason": ("<!-- not run: -->\n```python\n1 / 0\n```", 1, "needs something after a colon"),
    "no reason and no colon": ("<!-- not run -->\n```python\n1 / 0\n```", 1, "needs something after a colon"),
    "a comment with too much": ("<!-- output: all -->\n```text\n2\n```", 1, "takes nothing besides"),
    "a comment before no block": ("<!-- not run: later -->\n\nText.\n\n```python\n1\n```", 1, "no block follows"),
    "a comment at the end": ("Text.\n\n<!-- serve -->", 3, "no block follows"),
    "two comments before a block": ("<!-- serve -->\n<!-- output -->\n```text\n1\n```", 1, "no block follows"),
    "a plan for nobody": ('<!-- next: nobody {"polls": 0} -->', 1, "no plan for a job"),
    "a plan that is none": ('<!-- next: fullstory {"pools": 0} -->', 1, "no field 'pools'"),
    "a plan that is no JSON": ("<!-- next: fullstory polls=0 -->", 1, "no plan for a job"),
    "a part of no program": ("<!-- part of: examples/none.py -->\n```python\n```", 2, "is no program in examples/"),
    "a part of what nobody runs": ("<!-- part of: Makefile -->\n```python\n```", 2, "is no program in examples/"),
    "a part that is not there": (
        f"<!-- part of: {PROGRAM} -->\n```python\nimport tarry\n# …\nimport tary\n```",
        2,
        "not stand so",
    ),
    "half a line": (f"<!-- part of: {PROGRAM} -->\n```python\nimport tar\n```", 2, "not stand so"),
    "no JSON": ('```json\n{"a": …}\n```', 1, "this is no json"),
    "no TOML": ("```toml\na = \n```", 1, "this is no toml"),
    "no YAML": ("```yaml\na: b: c\n```", 1, "this is no yaml"),
    "no JSON in a file": ("<!-- file: a.json -->\n```json\n{\n```", 2, "this is no json"),
    "no Python in a file": ("<!-- file: a.py -->\n```python\n(\n```", 2, "this is no python"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_page_that_is_wrong(name: str, run: Run) -> None:
    text, line, words = WRONG[name]
    with pytest.raises(PageError) as caught:
        run(text)
    assert str(caught.value).startswith(f"made-up.md:{line}: ")
    assert words in str(caught.value)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("```python\nprint(1)\n```\n<!-- output -->\n```text\n2\n```", "--- expected\n2\n--- got\n1"),
        ("```console\n$ echo 1\n2\n```", "--- of\necho 1\n--- expected\n2\n--- got\n1"),
        ("```console\n$ echo 1; false\n```", "--- command\necho 1; false\n--- got\n1"),
        ("```python\nfine = 1\nprint(fine)\n1 / 0\n```", "--- printed\n1\n--- error\n"),
    ],
)
def test_a_failure_shows_what_there_was(text: str, shown: str, run: Run) -> None:
    with pytest.raises(PageError) as caught:
        run(text)
    assert shown in str(caught.value)


def test_a_traceback_names_the_line_of_the_page(run: Run) -> None:
    with pytest.raises(PageError, match=r'File "made-up.md", line 6, in <module>'):
        run("# A page\n\n```python\nfine = 1\n\n1 / 0\n```")


def test_a_command_that_does_not_end_is_stopped(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page_shell, "SECONDS", 0.2)
    with pytest.raises(PageError, match=r"made-up.md:1: not ended after 0.2 s(?s:.*)--- got\nstarted$"):
        run("```console\n$ echo started; sleep 60 | cat\n```")


def test_a_plan_is_that_of_the_next_job(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    planned: list[tuple[str | None, Plan]] = []
    sandbox = Sandbox()
    monkeypatch.setattr(sandbox, "next", lambda provider, plan: planned.append((provider, plan)))
    Page("made-up.md", '<!-- next: fullstory {"outcome": "partial"} -->', tmp_path, {}, sandbox, tmp_path).run()
    assert planned == [("fullstory", Plan("partial"))]


def test_commands_have_the_settings_and_no_way_out(run: Run) -> None:
    page = run("```console\n$ env | sort\n```")
    assert str(Path(sys.executable).parent) in page.shell.variables["PATH"].split(":")[1]
    for name in ("HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME"):
        assert page.shell.variables[name].startswith(str(page.home))
    assert page.shell.variables["ALL_PROXY"] == "http://127.0.0.1:9"


@pytest.mark.parametrize("arguments", ["specs", "status fullstory:events-import:1"])
def test_the_command_that_is_ready_does_what_the_command_does(arguments: str, commands: Path, tmp_path: Path) -> None:
    seen = []
    for program in (commands / "tarry", Path(sys.executable).with_name("tarry")):
        ended = subprocess.run(
            [program, *arguments.split()],
            cwd=tmp_path,
            env={"PATH": "/usr/bin:/bin", "HOME": str(tmp_path), "NO_COLOR": "1"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        seen.append((ended.returncode, ended.stdout, ended.stderr))
    assert seen[0] == seen[1]
    assert seen[0][1] or seen[0][2]


@pytest.mark.parametrize(
    ("expected", "printed", "same"),
    [
        ("a", "a\n", True),
        ("a ", "a", True),
        ("a", "a   ", True),
        ("a", "aa", False),
        ("a", "a\nb", False),
        ("a", "", False),
        ("", "", True),
        ("a…c", "abc", True),
        ("a…c", "ac", True),
        ("a…c", "ab\nc", False),
        ("a.c", "abc", False),
        ("a\n…\nc", "a\nc", True),
        ("a\n…\nc", "a\nb\nb\nc", True),
        ("a\n…\nc", "a\nb\nb", False),
        ("…", "a\nb", True),
        ("a\n\nb", "a\nb", False),
        ("  a", "a", False),
    ],
)
def test_what_fits(expected: str, printed: str, same: bool) -> None:
    assert fits(expected, printed) is same
