"""The dictionary: what a workflow, an execution, an event and a page of rows are."""
