"""Every address, in order: the first page to read. What each does stands in the file of its first words."""

from __future__ import annotations

from functools import cache
from typing import Any

from jupyter_powa.api import (
    activity,
    agents,
    asking,
    assets,
    catalog,
    contexts,
    copilot,
    data_sources,
    datasets,
    deployment,
    drafts,
    drawing,
    estimates,
    executions,
    explore,
    exploring,
    files,
    goldens,
    graphs,
    knowledge,
    lineage,
    past,
    pipeline,
    quota,
    refining,
    secrets,
    sessions,
    sources,
    versions,
    webhooks,
    workflows,
)
from jupyter_powa.api.openapi import document
from jupyter_powa.api.route import TABLE, route
from jupyter_powa.powa import Powa


@route("GET", "/api/powa/openapi.json", action="read")
async def openapi(powa: Powa) -> dict[str, Any]:
    """Get this table as an OpenAPI document."""
    return _document()


@cache
def _document() -> dict[str, Any]:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return document(TABLE, version("jupyter_powa"))
    except PackageNotFoundError:  # a checkout that was not installed
        return document(TABLE, "0")


TABLE[:] = [
    # /api/workflows
    workflows.list_workflows,  # GET
    workflows.create_workflow,  # POST
    workflows.get_workflow,  # GET    /{workflow_id}
    workflows.change_workflow,  # PATCH  /{workflow_id}
    workflows.delete_workflow,  # DELETE /{workflow_id}
    workflows.put_graph,  # PUT    /{workflow_id}/graph
    deployment.deploy,  # POST   /{workflow_id}/deploy
    deployment.undeploy,  # POST   /{workflow_id}/undeploy
    deployment.arm,  # POST   /{workflow_id}/arm
    executions.execute,  # POST   /{workflow_id}/execute
    executions.execute_stream,  # POST   /{workflow_id}/execute/stream
    executions.list_executions,  # GET    /{workflow_id}/executions
    executions.start_execution,  # POST   /{workflow_id}/executions
    executions.get_execution,  # GET    /{workflow_id}/executions/{execution_id}
    executions.list_logs,  # GET    /{workflow_id}/executions/{execution_id}/logs
    # /api/webhooks: the only public address
    webhooks.fire,  # POST /{webhook_id}
    # /api/copilot
    copilot.create_session,  # POST   /sessions
    copilot.find_session,  # GET    /sessions
    copilot.delete_session,  # DELETE /sessions/{session_id}
    copilot.list_messages,  # GET    /sessions/{session_id}/messages
    copilot.review_message,  # POST   /sessions/{session_id}/messages/{message_id}/review
    copilot.snapshot_message,  # POST   /sessions/{session_id}/messages/{message_id}/snapshot
    copilot.restore_message,  # POST   /sessions/{session_id}/messages/{message_id}/restore
    copilot.chat,  # POST   /sessions/{session_id}/chat
    copilot.follow_turn,  # GET    /sessions/{session_id}/turn
    asking.stop_turn,  # POST   /sessions/{session_id}/stop
    asking.decide,  # POST   /sessions/{session_id}/confirmations/{confirmation_id}
    asking.answer_question,  # POST   /sessions/{session_id}/questions/{question_id}
    asking.get_model,  # GET /settings/model
    asking.set_model,  # PUT /settings/model
    asking.list_suggestions,  # GET /suggestions
    # /copilot/v1
    agents.list_agents,  # GET    /agent/
    agents.create_agent,  # POST   /agent/
    agents.import_agent,  # POST   /agent/import
    agents.get_agent,  # GET    /agent/{agent_id}
    agents.delete_agent,  # DELETE /agent/{agent_id}
    agents.change_agent,  # PATCH  /agent/{agent_id}
    agents.export_agent,  # GET    /agent/{agent_id}/export
    agents.generate_agent,  # POST   /agent/{agent_id}/generate
    agents.rebuild_agent,  # POST   /agent/{agent_id}/rebuild
    drafts.begin_draft,  # GET    /agent/{agent_id}/draft (ours, as all drafts)
    drafts.fit_draft,  # POST   /draft/fit
    drafts.generate_draft,  # POST   /draft/generate
    drafts.ask_draft,  # POST   /draft/ask
    drafts.evaluate_draft,  # POST   /draft/evaluate
    drafts.publish_draft,  # POST   /draft/publish
    goldens.evaluate_agent,  # POST   /agent/{agent_id}/evaluate (ours, as all golden questions and contexts)
    goldens.list_goldens,  # GET    /agent/{agent_id}/golden/
    goldens.create_golden,  # POST   /agent/{agent_id}/golden/
    goldens.get_golden,  # GET    /agent/{agent_id}/golden/{golden_id}
    goldens.change_golden,  # PATCH  /agent/{agent_id}/golden/{golden_id}
    goldens.delete_golden,  # DELETE /agent/{agent_id}/golden/{golden_id}
    goldens.approve_golden,  # POST   /agent/{agent_id}/golden/{golden_id}/approve
    contexts.list_contexts,  # GET    /context/
    contexts.create_context,  # POST   /context/
    contexts.get_context,  # GET    /context/{context_id}
    contexts.change_context,  # PATCH  /context/{context_id}
    contexts.delete_context,  # DELETE /context/{context_id}
    quota.ask_agent,  # POST /chat/
    data_sources.list_data_sources,  # GET    /data-source/
    data_sources.create_data_source,  # POST   /data-source/
    data_sources.get_data_source,  # GET    /data-source/{datasource_id}
    data_sources.delete_data_source,  # DELETE /data-source/{datasource_id}
    data_sources.change_data_source,  # PATCH  /data-source/{datasource_id}
    quota.get_quota,  # GET /quota/
    sessions.list_sessions,  # GET    /session/
    sessions.begin_session,  # POST   /session/
    sessions.get_session,  # GET    /session/{session_id}
    sessions.update_session,  # PUT    /session/{session_id}
    sessions.end_session,  # DELETE /session/{session_id}
    sessions.add_entry,  # POST   /session/{session_id}/entry
    sessions.clear_entries,  # DELETE /session/{session_id}/entry
    sessions.stream_entry,  # POST   /session/{session_id}/entry/stream (ours)
    sessions.follow_entry,  # GET    /session/{session_id}/entry/stream (ours)
    sessions.change_entry,  # PATCH  /session/{session_id}/entry/{entry_id}
    sessions.stop_question,  # POST   /session/{session_id}/stop (ours)
    # /api/powa/datasets
    datasets.list_datasets,  # GET
    datasets.get_dataset,  # GET    /{dataset_id}
    datasets.read_dataset,  # GET    /{dataset_id}/rows
    datasets.export_dataset,  # GET    /{dataset_id}/export
    datasets.delete_dataset,  # DELETE /{dataset_id}
    # /pipeline-assistant
    pipeline.create_pipeline,  # POST   /sessions
    pipeline.list_pipelines,  # GET    /sessions (ours)
    pipeline.get_pipeline,  # GET    /sessions/{session_id}
    pipeline.delete_pipeline,  # DELETE /sessions/{session_id}
    pipeline.send_message,  # POST   /sessions/{session_id}/messages
    refining.stream_message,  # POST   /sessions/{session_id}/messages/stream (ours)
    refining.follow_message,  # GET    /sessions/{session_id}/messages/stream (ours)
    refining.stop_message,  # POST   /sessions/{session_id}/stop (ours)
    refining.undo_message,  # POST   /sessions/{session_id}/undo (ours)
    # /api/powa: ours
    activity.list_activity,  # GET  /executions
    executions.cancel_execution,  # POST /executions/{execution_id}/cancel
    executions.resume_execution,  # POST /executions/{execution_id}/resume
    executions.watch_workflow,  # GET  /workflows/{workflow_id}/events
    files.open_file,  # POST /files
    files.write_file,  # GET  /workflows/{workflow_id}/file
    versions.list_versions,  # GET  /workflows/{workflow_id}/versions
    versions.get_version,  # GET  /workflows/{workflow_id}/versions/{number}
    versions.restore_version,  # POST /workflows/{workflow_id}/versions/{number}/restore
    versions.compare_versions,  # GET  /workflows/{workflow_id}/diff
    estimates.estimate_run,  # POST /workflows/{workflow_id}/estimate
    catalog.list_blocks,  # GET  /blocks
    graphs.judge_graph,  # POST /graph
    catalog.limits,  # GET  /limits
    catalog.copy_demo,  # POST /demo
    secrets.list_secrets,  # GET    /secrets
    secrets.put_secret,  # PUT    /secrets/{name}
    secrets.delete_secret,  # DELETE /secrets/{name}
    assets.list_project_agents,  # GET    /agents
    assets.create_project_agent,  # POST   /agents
    assets.get_project_agent,  # GET    /agents/{agent}
    assets.change_project_agent,  # PATCH  /agents/{agent}
    assets.delete_project_agent,  # DELETE /agents/{agent}
    knowledge.list_knowledge_bases,  # GET    /knowledge-bases
    knowledge.create_knowledge_base,  # POST   /knowledge-bases
    knowledge.get_knowledge_base,  # GET    /knowledge-bases/{knowledge_base}
    knowledge.change_knowledge_base,  # PATCH  /knowledge-bases/{knowledge_base}
    knowledge.delete_knowledge_base,  # DELETE /knowledge-bases/{knowledge_base}
    knowledge.list_documents,  # GET    /knowledge-bases/{knowledge_base}/documents
    knowledge.add_document,  # POST   /knowledge-bases/{knowledge_base}/documents
    knowledge.delete_document,  # DELETE /knowledge-bases/{knowledge_base}/documents/{document}
    knowledge.search_knowledge_base,  # GET    /knowledge-bases/{knowledge_base}/search
    assets.list_orchestrations,  # GET    /orchestrations
    assets.create_orchestration,  # POST   /orchestrations
    assets.get_orchestration,  # GET    /orchestrations/{orchestration}
    assets.change_orchestration,  # PATCH  /orchestrations/{orchestration}
    assets.delete_orchestration,  # DELETE /orchestrations/{orchestration}
    sources.list_sources,  # GET    /sources
    sources.create_source,  # POST   /sources
    sources.get_source,  # GET    /sources/{source}
    sources.change_source,  # PATCH  /sources/{source}
    sources.delete_source,  # DELETE /sources/{source}
    sources.try_source,  # POST   /sources/{source}/test
    explore.get_page,  # POST /explore/page
    explore.count_rows,  # POST /explore/count
    explore.get_tree,  # GET  /explore/tree
    explore.run_statement,  # POST /explore/run
    exploring.profile_columns,  # POST /explore/profile
    exploring.explain_statement,  # POST /explore/explain
    exploring.format_statement,  # POST /explore/format
    exploring.write_code,  # POST /explore/code
    exploring.export_rows,  # POST /explore/export
    drawing.draw_chart,  # POST /explore/chart
    lineage.trace_lineage,  # POST /explore/lineage
    past.list_queries,  # GET    /explore/history
    past.clear_queries,  # DELETE /explore/history
    openapi,  # GET  /openapi.json
]
