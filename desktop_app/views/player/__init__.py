"""The player: pictures with the face box over them, sound, and the transport."""
