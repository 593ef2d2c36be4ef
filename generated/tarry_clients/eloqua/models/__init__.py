"""Contains all the data models used in inputs/outputs"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .account import Account
    from .account_apis import AccountApis
    from .account_site import AccountSite
    from .account_urls import AccountUrls
    from .account_user import AccountUser
    from .contact_export import ContactExport
    from .contact_export_page import ContactExportPage
    from .contact_export_request import ContactExportRequest
    from .contact_field import ContactField
    from .contact_field_page import ContactFieldPage
    from .contact_import import ContactImport
    from .contact_import_page import ContactImportPage
    from .contact_import_request import ContactImportRequest
    from .export_fields import ExportFields
    from .import_fields import ImportFields
    from .rest_urls import RestUrls
    from .row import Row
    from .server_error import ServerError
    from .soap_urls import SoapUrls
    from .sync import Sync
    from .sync_action import SyncAction
    from .sync_data_page import SyncDataPage
    from .sync_log import SyncLog
    from .sync_log_page import SyncLogPage
    from .sync_page import SyncPage
    from .sync_reject import SyncReject
    from .sync_reject_page import SyncRejectPage
    from .sync_request import SyncRequest
    from .token import Token
    from .token_error import TokenError
    from .token_request import TokenRequest
    from .update_rule_by_field import UpdateRuleByField

__all__ = (
    "Account",
    "AccountApis",
    "AccountSite",
    "AccountUrls",
    "AccountUser",
    "ContactExport",
    "ContactExportPage",
    "ContactExportRequest",
    "ContactField",
    "ContactFieldPage",
    "ContactImport",
    "ContactImportPage",
    "ContactImportRequest",
    "ExportFields",
    "ImportFields",
    "RestUrls",
    "Row",
    "ServerError",
    "SoapUrls",
    "Sync",
    "SyncAction",
    "SyncDataPage",
    "SyncLog",
    "SyncLogPage",
    "SyncPage",
    "SyncReject",
    "SyncRejectPage",
    "SyncRequest",
    "Token",
    "TokenError",
    "TokenRequest",
    "UpdateRuleByField",
)

_MODULES = {
    "Account": ".account",
    "AccountApis": ".account_apis",
    "AccountSite": ".account_site",
    "AccountUrls": ".account_urls",
    "AccountUser": ".account_user",
    "ContactExport": ".contact_export",
    "ContactExportPage": ".contact_export_page",
    "ContactExportRequest": ".contact_export_request",
    "ContactField": ".contact_field",
    "ContactFieldPage": ".contact_field_page",
    "ContactImport": ".contact_import",
    "ContactImportPage": ".contact_import_page",
    "ContactImportRequest": ".contact_import_request",
    "ExportFields": ".export_fields",
    "ImportFields": ".import_fields",
    "RestUrls": ".rest_urls",
    "Row": ".row",
    "ServerError": ".server_error",
    "SoapUrls": ".soap_urls",
    "Sync": ".sync",
    "SyncAction": ".sync_action",
    "SyncDataPage": ".sync_data_page",
    "SyncLog": ".sync_log",
    "SyncLogPage": ".sync_log_page",
    "SyncPage": ".sync_page",
    "SyncReject": ".sync_reject",
    "SyncRejectPage": ".sync_reject_page",
    "SyncRequest": ".sync_request",
    "Token": ".token",
    "TokenError": ".token_error",
    "TokenRequest": ".token_request",
    "UpdateRuleByField": ".update_rule_by_field",
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
