"""The Explore page: a policymaker changes a situation and sees what two organisations make of it."""
