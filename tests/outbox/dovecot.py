"""A dovecot of its own on loopback, run without privileges in a temporary folder; as root it becomes «nobody»."""

import grp
import imaplib
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PROGRAM = "/usr/sbin/dovecot"
CONFIGURATION = """
base_dir = {folder}/run
log_path = {folder}/log
protocols = imap
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
first_valid_uid = 1
first_valid_gid = 0
mail_location = maildir:{folder}/mail/%u
passdb {{
  driver = static
  args = password=secret
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={folder}/home/%u
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
"""


@contextmanager
def running_dovecot() -> Iterator[str]:
    """Its address as INBOUND_MAIL_URL; the mailbox is empty."""
    account = pwd.getpwnam("nobody") if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())
    folder = Path(tempfile.mkdtemp(prefix="peerlearn-imap-", dir="/tmp"))
    port = _free_port()
    try:
        _configure(folder, account, port)
        identity = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []} if os.geteuid() == 0 else {}
        server = subprocess.Popen([PROGRAM, "-F", "-c", str(folder / "conf")], **identity)
        try:
            _wait_for(port, folder)
            yield f"imap://learn:secret@127.0.0.1:{port}/INBOX"
        finally:
            server.terminate()
            server.wait(timeout=20)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def drop_into(address: str, *mails: bytes) -> None:
    """Put mails into the mailbox, unread."""
    with _signed_in(address) as mailbox:
        for mail in mails:
            mailbox.append("INBOX", "", None, mail)


def unread(address: str) -> int:
    with _signed_in(address) as mailbox:
        mailbox.select("INBOX")
        _answer, data = mailbox.search(None, "UNSEEN")
        return len(data[0].split())


def _signed_in(address: str) -> imaplib.IMAP4:
    port = int(address.rsplit(":", 1)[1].split("/")[0])
    mailbox = imaplib.IMAP4("127.0.0.1", port, timeout=10)
    mailbox.login("learn", "secret")
    return mailbox


def _configure(folder: Path, account: pwd.struct_passwd, port: int) -> None:
    words = {"user": account.pw_name, "group": grp.getgrgid(account.pw_gid).gr_name}
    numbers = {"uid": account.pw_uid, "gid": account.pw_gid, "port": port}
    (folder / "conf").write_text(CONFIGURATION.format(folder=folder, **words, **numbers))
    if os.geteuid() == 0:
        for path in (folder, folder / "conf"):
            os.chown(path, account.pw_uid, account.pw_gid)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(port: int, folder: Path) -> None:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        try:
            imaplib.IMAP4("127.0.0.1", port, timeout=5).logout()
        except (OSError, imaplib.IMAP4.error):
            time.sleep(0.1)
        else:
            return
    log = folder / "log"
    raise AssertionError("dovecot does not answer: " + (log.read_text() if log.exists() else "no log"))
