"""A public key is read as ``ssh-keygen`` wrote it; what was cut, mixed up or private is refused by what is wrong."""

from __future__ import annotations

import pytest
from outside import EC, ED, ED_PRINT

from bihuan.store.rules.ssh import BadKey, read_key

RSA = (
    "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQCWCMliwklqWwuvUsz8id45SlWxqSVlmitH3lLWzYMEfQywLTq4ouX6atkdpnFgvra8XRzvdV3Zbt"
    "PKelNyfwVjdGgb890fzKQJYnirnrBP47HrBBoCeuqZW6vjfq5+3NMQ65mJvWrR8FOgPkf43An1XBQrsWOlwcW7cn0pyRSuTECa24v2qfMEGl8DfIm"
    "YgBFUnDq95YC28p76bSr+oEhN7/GlH8b+4eU7S1c+ZM/sdv0z14yChAcogDE3j+9Ir1vuAPGBzXTvSgzr22npYvxW7XV1bAci832J4bENLuIvluEj"
    "Y/Mu+qM3gAEU3tPY7z9wPkzVHF+NL1K8BQS9jQYj"
)
WEAK = (
    "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAAAgQDDO5RXFX8cP20wi6bat3PhEYgEHqaIGukJK6vuavQw6g4iNkrex/dI9fJHoGSknUqE+VLdY2s4B"
    "JuYQLc4Wo0Pjf9YKadQftiGk9zY3aXdL27pHundaLpBCssri+IZtGsYGhvhs7H6SvG2ajJtXG77kfaPdupPkj0YPFDhlcDfbw=="
)
# As `ssh-keygen -l` prints them.
GOOD = (
    (ED, ED_PRINT),
    (EC, "SHA256:rMF7DIv7fInSNdOrz9aOoHqDpK4pmVsn11yj5mxbreI"),
    (RSA, "SHA256:b/l3WuGUMarKIenCGPgG4fFCgIucJbBjseV51ZxcxOc"),
)
BAD = (
    ("", "E-KEY-FORM"),
    ("ssh-ed25519", "E-KEY-FORM"),
    (f"{ED}\n{EC}", "E-KEY-FORM"),
    ("-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNz", "E-KEY-PRIVATE"),
    (ED.replace("ssh-ed25519", "ssh-dss"), "E-KEY-TYPE"),
    (f'command="ls" {ED}', "E-KEY-TYPE"),
    (ED.replace("ssh-ed25519", "ssh-rsa"), "E-KEY-BODY"),
    (EC.replace("nistp384 ", "nistp256 "), "E-KEY-BODY"),
    (ED[:-4], "E-KEY-BODY"),
    (ED[:-1], "E-KEY-BODY"),
    (f"{ED[:20]}，{ED[20:]}", "E-KEY-BODY"),
    (WEAK, "E-KEY-WEAK"),
)


@pytest.mark.parametrize(("line", "fingerprint"), GOOD)
def test_a_key_is_kept_as_it_was_with_its_comment_and_its_fingerprint(line: str, fingerprint: str) -> None:
    key = read_key(f"{line}  王芳 办公电脑\n")
    assert (key.fingerprint, key.comment, str(key)) == (fingerprint, "王芳 办公电脑", f"{line} 王芳 办公电脑")
    assert str(read_key(line)) == line


@pytest.mark.parametrize(("line", "code"), BAD)
def test_what_is_no_public_key_is_refused_by_what_is_wrong(line: str, code: str) -> None:
    with pytest.raises(BadKey) as bad:
        read_key(line)
    assert bad.value.code == code
