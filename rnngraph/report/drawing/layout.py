"""The layout that Graphviz found, as data, for programs that draw the diagram themselves."""

from __future__ import annotations

import json
from typing import Any


def layout(drawn: bytes) -> dict[str, Any]:
    """Boxes, clusters and lines of a graph that Graphviz laid out as its `json0`.

    Coordinates are points from the upper left corner, `x` and `y` a box's centre. A line's `points` are those of
    Bézier curves (first, then three for each), `start` and `end` the tips of its arrows where it has them. Ids and
    classes are those of the SVG.
    """
    tree = json.loads(drawn)
    _, _, width, height = _numbers(tree.get("bb", "0,0,0,0"))
    objects = tree.get("objects", [])
    keys = {each["_gvid"]: each["name"] for each in objects}
    return {
        "width": width,
        "height": height,
        "nodes": [_node(each, height) for each in objects if "pos" in each],
        "clusters": [_cluster(each, height) for each in objects if "bb" in each],
        "edges": [_edge(each, keys, height) for each in tree.get("edges", []) if "pos" in each],
    }


def _numbers(text: str) -> list[float]:
    return [round(float(number), 2) for number in text.split(",")]


def _names(each: dict[str, Any]) -> dict[str, Any]:
    return {"id": each.get("id"), "classes": str(each.get("class", "")).split()}


def _node(each: dict[str, Any], height: float) -> dict[str, Any]:
    x, y = _numbers(each["pos"])
    inches = {size: round(float(each[size]) * 72, 2) for size in ("width", "height")}
    return {"key": each["name"], **_names(each), "x": x, "y": round(height - y, 2), **inches}


def _cluster(each: dict[str, Any], height: float) -> dict[str, Any]:
    left, low, right, high = _numbers(each["bb"])
    place = {"x": round((left + right) / 2, 2), "y": round(height - (low + high) / 2, 2)}
    return {"key": each["name"], **_names(each), **place, "width": right - left, "height": high - low}


def _edge(each: dict[str, Any], keys: dict[int, str], height: float) -> dict[str, Any]:
    """A line; Graphviz marks the tips of its arrows as `s,x,y` and `e,x,y` before its points."""
    ends: dict[str, list[float] | None] = {"start": None, "end": None}
    points = []
    for part in each["pos"].split():
        tip = {"s": "start", "e": "end"}.get(part[0])
        x, y = _numbers(part[2:] if tip else part)
        if tip:
            ends[tip] = [x, round(height - y, 2)]
        else:
            points.append([x, round(height - y, 2)])
    return {"from": keys[each["tail"]], "to": keys[each["head"]], **_names(each), **ends, "points": points}
