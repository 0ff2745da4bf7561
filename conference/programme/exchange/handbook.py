"""The description of the API as a page for people, drawn from its OpenAPI document."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

OK: Final = "200"
# Lists are told by what they hold.
LISTS: Final = {"Rooms", "Strands", "Sessions", "People", "Releases", "Changes"}
# What can be asked besides may always be left out.
NOTHING: Final = " or nothing"
PLAIN: Final = {
    "string": "text",
    "integer": "number",
    "boolean": "true or false",
    "null": "nothing",
    "date-time": "date and time",
    "date": "date",
    "object": "texts by language",
}


@dataclass(frozen=True, slots=True)
class Parameter:
    """One thing that can be asked besides."""

    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class Call:
    """One address and what it answers."""

    path: str
    title: str
    text: str
    parameters: tuple[Parameter, ...]
    answer: str

    @property
    def href(self) -> str:
        """Where it can be tried, unless a code is needed first."""
        return "" if "{" in self.path else self.path


@dataclass(frozen=True, slots=True)
class Field:
    """One part of an answer."""

    name: str
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Shape:
    """One kind of answer."""

    name: str
    text: str
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """The whole description."""

    title: str
    text: str
    calls: tuple[Call, ...]
    shapes: tuple[Shape, ...]


def page_of(document: Mapping[str, Any]) -> Page:
    """Return the page of an OpenAPI document of ours, which only ever reads."""
    info, schemas = document["info"], document["components"]["schemas"]
    return Page(
        title=info["title"],
        text=info["description"],
        calls=tuple(_calls(document["paths"])),
        shapes=tuple(
            Shape(_named(name), schema.get("description", ""), tuple(_fields(schema)))
            for name, schema in schemas.items()
            if name not in LISTS
        ),
    )


def _calls(paths: Mapping[str, Any]) -> Iterator[Call]:
    for path, item in paths.items():
        call = item["get"]
        responses = {str(status): said for status, said in call["responses"].items()}
        answer = responses[OK]["content"]["application/json"]["schema"]
        yield Call(
            path=path,
            title=call["summary"],
            text=call.get("description", ""),
            parameters=tuple(
                Parameter(told["name"], _kind(told["schema"]).removesuffix(NOTHING))
                for told in call.get("parameters", ())
            ),
            answer=_kind(answer),
        )


def _fields(schema: Mapping[str, Any]) -> Iterator[Field]:
    for name, told in schema.get("properties", {}).items():
        yield Field(name, _kind(told), told.get("description", ""))


def _kind(told: Mapping[str, Any]) -> str:
    """Return a type in words: "text", "list of Role", "date or nothing"."""
    if "anyOf" in told:
        return " or ".join(map(_kind, told["anyOf"]))
    if "$ref" in told:
        return _named(str(told["$ref"]).rsplit("/", 1)[-1])
    if told.get("type") == "array":
        return f"list of {_kind(told['items'])}"
    kind = PLAIN.get(told.get("format") or told.get("type", ""), "text")
    return ", ".join(told.get("enum", ())) or kind


def _named(shape: str) -> str:
    return shape.removesuffix("Shape")
