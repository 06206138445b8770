"""The tables.

Two rules shape them (the design's promise of non-attribution):

* No row leads from a post-it to a person: no foreign key to a member or a session, no time finer than the
  day, and what must be recognised again (an author's undo, a repeated submission, a delivery) is an HMAC
  under a challenge's secret, which is stored only wrapped by a key that is not in the database.
* Rows can't be read in the order of their capture: ids are random, and SQLite keeps no rowid.

Columns named `sealed_*` hold ciphertext (AES-GCM under the challenge's secret). `DateTime` columns are not
overridden: sqlmodel keeps them UTC and aware on both databases.
"""

from datetime import date, datetime
from secrets import token_urlsafe
from typing import Any

from sqlalchemy import JSON, Column, Index, LargeBinary, UniqueConstraint, text
from sqlmodel import Field, SQLModel

NO_ROWID = {"sqlite_with_rowid": False}


def random_id() -> str:
    """A random row id of 22 URL-safe characters (128 bits)."""
    return token_urlsafe(16)


class ChallengeRow(SQLModel, table=True):
    """A challenge, bound to one channel. `wrapped_secret` is what a purge destroys."""

    __tablename__ = "challenge"
    __table_args__ = (NO_ROWID,)

    id: str = Field(default_factory=random_id, primary_key=True)
    channel: str = Field(unique=True)
    council: str
    framework: str
    starts_on: date
    days: int
    zone: str
    dass_times: list[str] = Field(sa_column=Column(JSON, nullable=False))  # "17:30", one a day
    preview_minutes: int
    one_approves: bool = False
    reminder_minutes: int = 10
    briefs_direct: bool = False
    purge_on: date
    purging: bool = False  # nobody opens it any more
    wrapped_secret: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    sealed_roster: bytes | None = Field(default=None, sa_column=Column(LargeBinary))
    sealed_timetable: bytes | None = Field(default=None, sa_column=Column(LargeBinary))
    sealed_smallest_group: bytes | None = Field(default=None, sa_column=Column(LargeBinary))


class MemberRow(SQLModel, table=True):
    """Someone on a challenge's team; the name is sealed, the role is not."""

    __tablename__ = "member"
    __table_args__ = (UniqueConstraint("challenge_id", "user"), Index("ix_member_user", "user"), NO_ROWID)

    id: str = Field(default_factory=random_id, primary_key=True)
    challenge_id: str = Field(foreign_key="challenge.id", ondelete="CASCADE")
    user: str
    role: str
    muted: bool = False  # wants no reminders
    sealed_name: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class PostItRow(SQLModel, table=True):
    """A post-it. `sealed_body` is JSON: text, supporting, source_group. `sealed_message` is JSON: the
    Slack channel and ts of its reply in the flip chart's thread, sealed because a ts is a time. The tags are
    of this row alone: no two rows of the same author or session have one in common.
    """

    __tablename__ = "postit"
    __table_args__ = (Index("ix_postit_wall", "challenge_id", "statement"), NO_ROWID)

    id: str = Field(default_factory=random_id, primary_key=True)
    challenge_id: str = Field(foreign_key="challenge.id", ondelete="CASCADE")
    statement: str | None = None
    kind: str
    method: str
    day: date
    member_tag: str
    session_tag: str | None = None
    withdrawn: bool = False
    sealed_body: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    sealed_message: bytes | None = Field(default=None, sa_column=Column(LargeBinary))


class FlipChartRow(SQLModel, table=True):
    """The first message of a statement's thread; `statement` is "" for what is not yet placed."""

    __tablename__ = "flipchart"
    __table_args__ = (NO_ROWID,)

    challenge_id: str = Field(primary_key=True, foreign_key="challenge.id", ondelete="CASCADE")
    statement: str = Field(primary_key=True)
    ts: str | None = None  # None until it is posted


class BriefRow(SQLModel, table=True):
    """The brief of one day, at most one a challenge and date. `sealed_body` is what was previewed, frozen;
    `revision` grows with each new draft, so that a button of an older preview is recognised.
    """

    __tablename__ = "brief"
    __table_args__ = (UniqueConstraint("challenge_id", "day"), NO_ROWID)

    id: str = Field(default_factory=random_id, primary_key=True)
    challenge_id: str = Field(foreign_key="challenge.id", ondelete="CASCADE")
    day: date
    revision: int = 1
    state: str = "draft"  # draft, posting, posted, cancelled
    sealed_body: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    posted_revision: int | None = None
    sealed_posted: bytes | None = Field(default=None, sa_column=Column(LargeBinary))
    #: By a role that must approve, the revision that it approved last.
    approved: dict[str, int] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    #: The revision that those who approve were sent last.
    previewed: int | None = None
    #: The channel, or the person, that it was first posted to: there it is replaced.
    posted_to: str | None = None
    sealed_ledger: bytes | None = Field(default=None, sa_column=Column(LargeBinary))
    ts: str | None = None


class ThemeRow(SQLModel, table=True):
    """A theme as it stands. `sealed_body` is JSON: all of it but its id and statement."""

    __tablename__ = "theme"
    __table_args__ = (Index("ix_theme_place", "challenge_id", "statement"), NO_ROWID)

    id: str = Field(default_factory=random_id, primary_key=True)
    challenge_id: str = Field(foreign_key="challenge.id", ondelete="CASCADE")
    statement: str
    sealed_body: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class BackingRow(SQLModel, table=True):
    """That someone on the team backs a theme. `tag` is another for each theme, so that nobody is recognised
    from one to the next, nor as the author of a post-it.
    """

    __tablename__ = "backing"
    __table_args__ = (NO_ROWID,)

    theme_id: str = Field(primary_key=True, foreign_key="theme.id", ondelete="CASCADE")
    tag: str = Field(primary_key=True)


class DocumentRow(SQLModel, table=True):
    """The slides or the report. `sealed_edition` is what the newest was made of, `sealed_files` the ids of
    its files in Slack; `stage` and `since` are the report's.
    """

    __tablename__ = "document"
    __table_args__ = (NO_ROWID,)

    challenge_id: str = Field(primary_key=True, foreign_key="challenge.id", ondelete="CASCADE")
    kind: str = Field(primary_key=True)
    stage: str = "draft"
    since: date | None = None
    sealed_edition: bytes | None = Field(default=None, sa_column=Column(LargeBinary))
    sealed_files: bytes | None = Field(default=None, sa_column=Column(LargeBinary))


class MatterRow(SQLModel, table=True):
    """A bullet that would surprise the client, and what is done about it. `tag` is an HMAC of the bullet's
    id, which may have its words; `sealed_body` is JSON.
    """

    __tablename__ = "matter"
    __table_args__ = (NO_ROWID,)

    challenge_id: str = Field(primary_key=True, foreign_key="challenge.id", ondelete="CASCADE")
    tag: str = Field(primary_key=True)
    sealed_body: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class DeliveryRow(SQLModel, table=True):
    """The outbox: something to be sent to Slack once.

    `key` says what it is and is unique; for what concerns a post-it it is an HMAC. `lane` is the Slack
    channel or user it goes to, paced to one message a second. `marker` travels in the message's metadata,
    so that an unknown outcome can be looked up, and a purge finds the message. `sealed_payload` is JSON for
    the composer of `kind`. A sent or dropped delivery keeps neither its payload nor any time; of a direct
    message, which is about no post-it, `ts` is kept for the purge.
    """

    __tablename__ = "delivery"
    __table_args__ = (
        # All that a sender asks of those that wait is in the index: it need not read them one by one.
        Index(
            "ix_delivery_due",
            "due_at",
            "lane",
            "lease_until",
            "state",
            sqlite_where=text("state = 'pending'"),
            postgresql_where=text("state = 'pending'"),
        ),
        NO_ROWID,
    )

    id: str = Field(default_factory=random_id, primary_key=True)
    challenge_id: str = Field(foreign_key="challenge.id", ondelete="CASCADE", index=True)
    key: str = Field(unique=True)
    kind: str
    lane: str
    marker: str = Field(default_factory=random_id)
    state: str = "pending"  # pending, sent, dropped, failed
    due_at: datetime | None = None
    expires_at: datetime | None = None
    lease_until: datetime | None = None
    claim: str | None = None  # the claim under which it is being sent; a new claim or a re-arm replaces it
    attempt: int = 0  # since it last went well
    unsure: bool = False  # an earlier attempt may have posted it: look it up before posting
    error: str | None = None  # Slack's error name or ours, never a text
    ts: str | None = None
    file: str | None = None  # of a file that was sent to a person: its id, for the purge
    sealed_payload: bytes | None = Field(default=None, sa_column=Column(LargeBinary))


class PurgeRow(SQLModel, table=True):
    """A purge, under way or done: the one row that outlives its challenge, so no foreign key.

    While it is under way it says how far it has come, and whom to tell. Once done, only a random id, the day
    and numbers are left: not which challenge it was, nor whose.
    """

    __tablename__ = "purge"
    __table_args__ = (NO_ROWID,)

    id: str = Field(default_factory=random_id, primary_key=True)
    challenge_id: str | None = Field(default=None, unique=True)
    step: str  # messages, rows, space, receipt, done
    day: date  # when it began; once done, when it ended
    visit: str = ""  # the days of the visit, in words
    with_slack: bool = True
    found: int = 0  # messages that it knows of
    counts: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    #: Whom to tell, each [user, the channel and the ts of the message that says how far it has come].
    told: list[list[str | None]] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    #: The message that is being deleted, [channel, ts]: so that it is counted once, whatever happens.
    at_hand: list[str] | None = Field(default=None, sa_column=Column(JSON))
    due_at: datetime | None = None
    lease_until: datetime | None = None
    claim: str | None = None
    attempt: int = 0  # since it last got on
    error: str | None = None  # Slack's error name or ours, never a text


class ReceiptRow(SQLModel, table=True):
    """That a command, submission or event was taken: an HMAC of its id, kept for two days."""

    __tablename__ = "receipt"
    __table_args__ = (Index("ix_receipt_day", "day"), NO_ROWID)

    key: str = Field(primary_key=True)
    day: date


class HeartbeatRow(SQLModel, table=True):
    """When a clock last ticked, for /readyz and the doctor."""

    __tablename__ = "heartbeat"
    __table_args__ = (NO_ROWID,)

    name: str = Field(primary_key=True)
    at: datetime
