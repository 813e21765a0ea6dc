"""Findings, for editors that pull."""

from lsprotocol import types

from persona_ls.lsp.desk import Desk


def diagnostic(desk: Desk, params: types.DocumentDiagnosticParams) -> types.DocumentDiagnosticReport:
    """The findings of one document, for editors that pull."""
    found = desk.opened(params.text_document.uri)
    if found is None:
        return types.RelatedFullDocumentDiagnosticReport(items=[])
    return desk.publisher.report(*found, params.previous_result_id)


async def workspace_diagnostic(desk: Desk, params: types.WorkspaceDiagnosticParams) -> types.WorkspaceDiagnosticReport:
    """The findings of every file of the workspace, in parts for an editor that takes them."""
    token = params.partial_result_token

    def tell(items: list[types.WorkspaceDocumentDiagnosticReport]) -> None:
        assert token is not None
        part = types.WorkspaceDiagnosticReportPartialResult(items)
        desk.server.protocol.notify(types.PROGRESS, types.ProgressParams(token, part))

    return await desk.survey.report(params.previous_result_ids, None if token is None else tell)
