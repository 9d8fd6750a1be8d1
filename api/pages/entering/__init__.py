"""Who is looking at a page: logged in by a session, and what he may do there."""
