"""What people have beside their names: SSH public keys, of which signatures will be made."""

from __future__ import annotations

from typing import Any

from outside import EC, ED, ED_PRINT

from bihuan.store.acts.keys import keys_of
from bihuan.store.verify import verify


def kept(house: Any, login: str) -> list[str]:
    return [str(k) for p in house.store.team.people.values() if p.login == login for k in keys_of(p)]


def test_a_person_enters_keys_of_their_own_and_a_keeper_anybodys(house: Any) -> None:
    house.as_("wangfang", "ssh-key", key=f"{ED} 办公电脑\n")
    house.as_("keeper", "ssh-key", key=EC, person="wangfang")
    assert kept(house, "wangfang") == [f"{ED} 办公电脑", EC]
    house.refused("E-KEEPER", "zhoumin", "ssh-key", key=EC, person="wangfang")
    house.refused("E-KEY-THERE", "wangfang", "ssh-key", key=ED)
    house.refused("E-KEY-TAKEN", "liqiang", "ssh-key", key=ED)
    house.refused("E-KEY-BODY", "liqiang", "ssh-key", key=ED[:-4])


def test_a_key_is_removed_by_its_fingerprint_and_then_free_for_another(house: Any) -> None:
    for key in (ED, EC):
        house.as_("wangfang", "ssh-key", key=key)
    house.refused("E-KEEPER", "liqiang", "drop-ssh-key", fingerprint=ED_PRINT, person="wangfang")
    house.refused("E-NO-KEY", "liqiang", "drop-ssh-key", fingerprint=ED_PRINT)
    house.refused("E-NO-KEY", "wangfang", "drop-ssh-key", fingerprint="SHA256:")
    house.as_("wangfang", "drop-ssh-key", fingerprint="weov6")
    assert kept(house, "wangfang") == [EC]
    house.as_("liqiang", "ssh-key", key=ED)
    house.as_("keeper", "person", login="liqiang", active=False)
    house.as_("keeper", "erase", login="liqiang")
    assert [p.ssh_keys for p in house.store.team.people.values() if p.login.startswith("erased")] == [()]
    assert list(verify(house.store)) == []
