"""Contains all the data models used in inputs/outputs"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .context_browser import ContextBrowser
    from .context_device import ContextDevice
    from .context_location import ContextLocation
    from .context_mobile import ContextMobile
    from .created_import import CreatedImport
    from .error import Error
    from .event_context import EventContext
    from .event_request import EventRequest
    from .event_session import EventSession
    from .event_user import EventUser
    from .events_import_request import EventsImportRequest
    from .failed_event import FailedEvent
    from .failed_event_page import FailedEventPage
    from .failed_user import FailedUser
    from .failed_user_page import FailedUserPage
    from .import_status import ImportStatus
    from .imported_event import ImportedEvent
    from .imported_event_page import ImportedEventPage
    from .imported_user import ImportedUser
    from .imported_user_page import ImportedUserPage
    from .job import Job
    from .properties import Properties
    from .refused_event import RefusedEvent
    from .refused_user import RefusedUser
    from .shared_event_data import SharedEventData
    from .type_declaration import TypeDeclaration
    from .user_properties import UserProperties
    from .user_request import UserRequest
    from .users_import_request import UsersImportRequest

__all__ = (
    "ContextBrowser",
    "ContextDevice",
    "ContextLocation",
    "ContextMobile",
    "CreatedImport",
    "Error",
    "EventContext",
    "EventRequest",
    "EventSession",
    "EventUser",
    "EventsImportRequest",
    "FailedEvent",
    "FailedEventPage",
    "FailedUser",
    "FailedUserPage",
    "ImportStatus",
    "ImportedEvent",
    "ImportedEventPage",
    "ImportedUser",
    "ImportedUserPage",
    "Job",
    "Properties",
    "RefusedEvent",
    "RefusedUser",
    "SharedEventData",
    "TypeDeclaration",
    "UserProperties",
    "UserRequest",
    "UsersImportRequest",
)

_MODULES = {
    "ContextBrowser": ".context_browser",
    "ContextDevice": ".context_device",
    "ContextLocation": ".context_location",
    "ContextMobile": ".context_mobile",
    "CreatedImport": ".created_import",
    "Error": ".error",
    "EventContext": ".event_context",
    "EventRequest": ".event_request",
    "EventSession": ".event_session",
    "EventUser": ".event_user",
    "EventsImportRequest": ".events_import_request",
    "FailedEvent": ".failed_event",
    "FailedEventPage": ".failed_event_page",
    "FailedUser": ".failed_user",
    "FailedUserPage": ".failed_user_page",
    "ImportStatus": ".import_status",
    "ImportedEvent": ".imported_event",
    "ImportedEventPage": ".imported_event_page",
    "ImportedUser": ".imported_user",
    "ImportedUserPage": ".imported_user_page",
    "Job": ".job",
    "Properties": ".properties",
    "RefusedEvent": ".refused_event",
    "RefusedUser": ".refused_user",
    "SharedEventData": ".shared_event_data",
    "TypeDeclaration": ".type_declaration",
    "UserProperties": ".user_properties",
    "UserRequest": ".user_request",
    "UsersImportRequest": ".users_import_request",
}

if not TYPE_CHECKING:  # or a type checker would take any name for a model

    def __getattr__(name: str) -> Any:
        """Import a model when it is first asked for"""
        from importlib import import_module

        if name not in __all__:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        globals()[name] = found = getattr(import_module(_MODULES[name], __name__), name)
        return found

    def __dir__() -> list[str]:
        return [*globals(), *__all__]
