"""Text, audio and vision features. The extractors are imported from their modules: they bring
torch, OpenCV and librosa with them, the contract does not."""

from engine.features.contract import ExtractorSpec, FeatureContract, running_contract

__all__ = ["ExtractorSpec", "FeatureContract", "running_contract"]
