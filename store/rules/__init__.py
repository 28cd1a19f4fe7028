"""The rules of the workflow, pure: values in, values out."""
