"""Contains all the data models used in inputs/outputs"""

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
