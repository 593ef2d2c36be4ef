"""Contains all the data models used in inputs/outputs"""

from .account import Account
from .account_apis import AccountApis
from .account_site import AccountSite
from .account_urls import AccountUrls
from .account_user import AccountUser
from .contact_export import ContactExport
from .contact_export_request import ContactExportRequest
from .contact_field import ContactField
from .contact_field_page import ContactFieldPage
from .contact_import import ContactImport
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
    "ContactExportRequest",
    "ContactField",
    "ContactFieldPage",
    "ContactImport",
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
