"""Reminders while the screens are open: hooks run once a minute beside the keys, and an escalation is a row."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

from bihuan.tui.screens.request import RequestPage


def instant(text: str) -> int:
    """A moment in Shanghai as UTC milliseconds."""
    return int(datetime.fromisoformat(text + "+08:00").timestamp() * 1000)


def hook(team: Any, name: str, text: str) -> Path:
    """A hook of the person at the keys; what it gets."""
    folder = team.state / "config" / "hooks"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(f"#!/bin/sh\n{text}\n")
    (folder / name).chmod(0o755)
    return folder / "got.txt"


async def test_an_open_screen_hands_reminders_out_once(team: Any, sit: Any) -> None:
    no = team.submitted()
    team.time = instant("2026-11-27 10:00")
    got = hook(team, "log", 'cat >> "$(dirname "$0")/got.txt"')
    for login in ("liqiang", "zhoumin"):
        async with sit(login) as one:
            await one.until(lambda one=one: one.app.ticking.minute and not one.app.ticking.thread.is_alive())
    events = [json.loads(line) for line in got.read_text("utf-8").splitlines()]
    assert [(e["event"], e["request"]) for e in events] == [("missed", no), ("escalated", no)]


async def test_a_hook_that_fails_is_told_of(team: Any, sit: Any) -> None:
    team.submitted()
    team.time = instant("2026-11-26 10:00")
    hook(team, "log", "echo 没有网络 >&2; exit 3")
    async with sit("liqiang") as li:
        await li.until(lambda: "没有网络" in li.message)


async def test_nothing_is_claimed_without_hooks(team: Any, sit: Any) -> None:
    team.submitted()
    team.time = instant("2026-11-26 10:00")
    async with sit("liqiang") as li:
        await li.until(lambda: li.app.ticking.minute)
        claimed = await li.app.link.ask(lambda view: view.one("SELECT count(*) FROM tick"))
    assert claimed == 0


async def test_an_escalation_is_a_row_that_opens_its_request(team: Any, sit: Any) -> None:
    team.submitted(technical_contact="zhaolei", technical_head="liqiang")
    team.time = instant("2026-11-27 10:00")
    async with sit("liqiang") as li:
        assert "升级" in li.text() and "逾期" in li.text()
        await li.press("enter")
        assert isinstance(li.app.screen, RequestPage)
