"""The timeline: lanes over one axis of time, drawn column by column of the screen.

``columns`` and ``raster`` know numbers only; ``lanes`` say what is drawn; ``plot`` puts it on the
screen and hears the mouse; ``panel`` holds what is in view and listens to the state.
"""
