"""The web server of the dashboards: one FastAPI app on which every page is mounted, with all assets of its own."""
