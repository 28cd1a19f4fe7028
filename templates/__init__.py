"""Data that a team may change: documents, pages, demo."""
