"""`python -m bot manifest`: the Slack app's manifest, made from what people can type and press."""

import json
from typing import Any

from bot.domain.catalogue import EVENTS, SCOPES, SHORTCUTS, SLASH_COMMANDS


def manifest() -> dict[str, Any]:
    """The manifest as JSON can say it, for Socket Mode; HTTP mode adds request addresses (README)."""
    return {
        "display_information": {
            "name": "Critical Friend",
            "description": "Non-attributable post-its in, a no-surprises brief out.",
            "background_color": "#1d4f5c",
        },
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": True,
            },
            "bot_user": {"display_name": "Critical Friend", "always_online": True},
            "shortcuts": [
                {
                    "name": each.name,
                    "type": each.of,
                    "callback_id": each.callback_id,
                    "description": each.description,
                }
                for each in SHORTCUTS
            ],
            "slash_commands": [
                {
                    "command": each.name,
                    "description": each.description,
                    **({"usage_hint": each.usage} if each.usage else {}),
                    "should_escape": True,
                }
                for each in SLASH_COMMANDS
            ],
        },
        "oauth_config": {"scopes": {"bot": sorted(SCOPES)}},
        "settings": {
            "event_subscriptions": {"bot_events": sorted(EVENTS)},
            "interactivity": {"is_enabled": True},
            "org_deploy_enabled": False,
            "socket_mode_enabled": True,
            "token_rotation_enabled": False,
        },
    }


def text() -> str:
    """The manifest as it stands in manifest.json."""
    return json.dumps(manifest(), indent=2, ensure_ascii=False) + "\n"
