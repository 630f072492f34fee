"""The Trust page: what the model predicts against what was published, and every number it rests on."""
