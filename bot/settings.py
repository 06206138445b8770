"""Settings, read from the environment (and from a `.env` file beside it, where there is one).

Every setting has a row in docs/settings.md; a test holds the two together. A setting that makes no sense
stops the start with a sentence that names the variable and never repeats its value.
"""

import base64
import binascii
import re
from typing import Self

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.errors import Refusal

_PLACEHOLDER = re.compile(
    r"^(?:x+|\.+|changeme|todo|none|null|secret|password|(?:xoxb|xapp)-?)$|your|example|replace|<|\.\.\.",
    re.I,
)


class SettingsProblem(Refusal):
    """The settings don't make sense; the sentence has one line a problem, each naming its variable."""


class Settings(BaseSettings):
    """What the bot is told by its surroundings."""

    model_config = SettingsConfigDict(
        env_file=".env", extra="ignore", frozen=True, hide_input_in_errors=True, env_ignore_empty=True
    )

    slack_bot_token: SecretStr | None = Field(None, description="Bot token, xoxb-…, from OAuth & Permissions")
    slack_app_token: SecretStr | None = Field(
        None, description="App-level token, xapp-…, for Socket Mode (scope connections:write)"
    )
    slack_signing_secret: SecretStr | None = Field(
        None, description="Signing secret, for HTTP mode, from Basic Information"
    )
    slack_api_url: str = Field("https://slack.com/api/", description="Where Slack's Web API is")
    database_url: str = Field(
        "sqlite:///var/critical-friend.db", description="sqlite:///file or postgresql://user@host/name"
    )
    evidence_key: SecretStr | None = Field(
        None, description="32 random bytes in base64: the key that every challenge's key is wrapped by"
    )
    evidence_key_previous: SecretStr | None = Field(
        None, description="The key before, while `keys rotate` has not run yet"
    )
    host: str = Field("127.0.0.1", description="Address that the web server listens on")
    port: int = Field(3000, ge=0, le=65535, description="Port that the web server listens on")
    log_level: str = Field("INFO", description="DEBUG, INFO, WARNING or ERROR")
    tick_seconds: int = Field(15, ge=1, le=300, description="How often the clock looks for what is due")
    posts_per_second: float = Field(
        1.0, gt=0, le=1000, description="Messages a second to one channel; Slack allows about one"
    )
    lease_seconds: int = Field(
        60,
        ge=1,
        le=600,
        description="Seconds that one attempt to deliver may take; a killed one is tried again after them",
    )

    drafter_url: str | None = Field(
        None, description="An OpenAI-compatible endpoint that may draft bullets, such as a local model"
    )
    drafter_model: str = Field("local", description="The model that the drafter is asked for")
    drafter_key: SecretStr | None = Field(None, description="The drafter's key, where it wants one")

    @field_validator(
        "slack_bot_token", "slack_app_token", "slack_signing_secret", "evidence_key", "evidence_key_previous"
    )
    @classmethod
    def _not_a_placeholder(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and _PLACEHOLDER.search(value.get_secret_value().strip()):
            raise ValueError("is still the placeholder; put the real one there")
        return value

    @field_validator("slack_bot_token")
    @classmethod
    def _bot_token(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not value.get_secret_value().startswith("xoxb-"):
            raise ValueError("must be the bot token, which starts with xoxb-")
        return value

    @field_validator("slack_app_token")
    @classmethod
    def _app_token(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not value.get_secret_value().startswith("xapp-"):
            raise ValueError("must be the app-level token, which starts with xapp-")
        return value

    @field_validator("evidence_key", "evidence_key_previous")
    @classmethod
    def _key_of_32_bytes(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None:
            _decoded_key(value)
        return value

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, value: str) -> str:
        if not re.match(r"^(sqlite|postgres|postgresql)(\+\w+)?://", value):
            raise ValueError("must start with sqlite:///, postgresql:// or postgres://")
        if re.fullmatch(r"sqlite(\+\w+)?://(/(:memory:)?)?", value):
            raise ValueError("must name a file: sqlite, a colon, three slashes and its path")
        return value

    @field_validator("slack_api_url")
    @classmethod
    def _api_url(cls, value: str) -> str:
        if not value.startswith(("https://", "http://127.0.0.1", "http://localhost")):
            raise ValueError("must start with https:// (plain http only on this computer)")
        return value if value.endswith("/") else f"{value}/"

    @field_validator("drafter_url")
    @classmethod
    def _drafter_address(cls, value: str | None) -> str | None:
        if value is not None and not value.startswith(("https://", "http://127.0.0.1", "http://localhost")):
            raise ValueError("must start with https:// (plain http only on this computer)")
        return value

    @field_validator("log_level")
    @classmethod
    def _level(cls, value: str) -> str:
        if value.upper() not in {"DEBUG", "INFO", "WARNING", "ERROR"}:
            raise ValueError("must be DEBUG, INFO, WARNING or ERROR")
        return value.upper()

    @model_validator(mode="after")
    def _one_way_in(self) -> Self:
        if self.slack_bot_token and not (self.slack_app_token or self.slack_signing_secret):
            raise ValueError(
                "SLACK_APP_TOKEN (Socket Mode) or SLACK_SIGNING_SECRET (HTTP mode) must be set too"
            )
        return self

    @property
    def socket_mode(self) -> bool:
        """Whether the bot calls Slack (an app token is set), rather than waits for Slack to call it."""
        return self.slack_app_token is not None

    @property
    def key_bytes(self) -> bytes:
        """The master key, 32 bytes. Raises SettingsProblem where none is set."""
        if self.evidence_key is None:
            raise SettingsProblem(
                "EVIDENCE_KEY is not set. Make one with `python -m bot keys new`, keep it somewhere safe, "
                "and set it in the environment or in .env. Without it nothing that was stored can be read."
            )
        return _decoded_key(self.evidence_key)

    @property
    def previous_key_bytes(self) -> bytes | None:
        """The master key before, 32 bytes, or None where no rotation is under way."""
        return _decoded_key(self.evidence_key_previous) if self.evidence_key_previous else None


def _decoded_key(value: SecretStr) -> bytes:
    try:
        key = base64.b64decode(
            value.get_secret_value().strip().replace("-", "+").replace("_", "/"), validate=True
        )
    except (binascii.Error, ValueError) as error:
        raise ValueError("must be base64") from error
    if len(key) != 32:
        raise ValueError("must be 32 bytes in base64 (make one with `python -m bot keys new`)")
    return key


def load(**overrides: object) -> Settings:
    """The settings, or a SettingsProblem that says in words what is wrong with which variable."""
    try:
        return Settings(**overrides)  # type: ignore[arg-type]  # pydantic checks what it is given
    except ValidationError as error:
        raise SettingsProblem("\n".join(_sentence(dict(item)) for item in error.errors())) from None


def _sentence(item: dict[str, object]) -> str:
    message = str(item["msg"]).removeprefix("Value error, ")
    location = item["loc"]
    names = [str(part).upper() for part in location] if isinstance(location, tuple) else []
    return f"{names[0]}: {message}" if names else message
