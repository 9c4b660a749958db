"""/settings/task-templates: tasks that are started when something happens."""
