"""views.*: modals and Homes."""

from bot.playground.checks import check_view
from bot.playground.files import asks_for_files
from bot.playground.model import ApiError, Json, View
from bot.playground.registry import Call, method, refuse


def _checked(call: Call, kind: str) -> Json:
    call.need("view")
    view = call.args["view"]
    refuse(check_view(view))
    if not isinstance(view, dict) or view.get("type") != kind:
        raise ApiError("invalid_arguments", (f"[ERROR] must be a {kind} view [json-pointer:/view/type]",))
    if asks_for_files(view):
        call.need_scope("files:read")
    return view


def _check_hash(call: Call, view: View) -> None:
    """The hash of the view as the app knows it, where it gives one, must be that of the view as it is."""
    if call.args.get("hash") and call.args["hash"] != view.hash:
        raise ApiError("hash_conflict")


@method("views.open")
async def views_open(call: Call) -> Json:
    """Open a modal for whoever the trigger is from, in place of what they have open."""
    (trigger,) = call.need("trigger_id")
    body = _checked(call, "modal")
    user = call.workspace.tickets.use_trigger(trigger).user
    view = call.workspace.new_view(user, body)
    call.workspace.set_stack(user, [view])
    return {"view": view.api()}


@method("views.push")
async def views_push(call: Call) -> Json:
    """Put a modal on top of the open one; three at most."""
    (trigger,) = call.need("trigger_id")
    body = _checked(call, "modal")
    user = call.workspace.tickets.use_trigger(trigger).user
    return {"view": call.workspace.push_view(user, body).api()}


@method("views.update")
async def views_update(call: Call) -> Json:
    """Give an open modal a new body, by its id or the app's own for it."""
    body = _checked(call, "modal")
    view_id, external_id = (str(call.args.get(name) or "") for name in ("view_id", "external_id"))
    if not (view_id or external_id):
        call.need("view_id")
    view = call.workspace.find_view(view_id, external_id)
    _check_hash(call, view)
    if view.body["type"] != "modal":
        raise ApiError("invalid_arguments", ("[ERROR] a Home is changed by views.publish",))
    call.workspace.fill_view(view, body)
    call.workspace.set_stack(view.user, call.workspace.stacks[view.user])
    return {"view": view.api()}


@method("views.publish")
async def views_publish(call: Call) -> Json:
    """Give someone's Home tab of the app a new body."""
    if not call.home_tab:
        raise ApiError("not_enabled")
    (user,) = call.need("user_id")
    body = _checked(call, "home")
    if call.workspace.user(user).deleted:
        raise ApiError("user_disabled")
    view = call.workspace.homes.get(user)
    if view is None:
        view = call.workspace.homes[user] = call.workspace.new_view(user, body)
    else:
        _check_hash(call, view)
        call.workspace.fill_view(view, body)
    call.workspace.notify(user, {"type": "home", "view": view.api()})
    return {"view": view.api()}
