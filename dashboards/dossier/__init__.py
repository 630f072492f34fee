"""The dossier: ODD, ODD+D, STRESS, TRACE and their kin, made from code and registry so that they can't drift."""
