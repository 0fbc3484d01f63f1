<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en">
<context>
    <name>AgreementPart</name>
    <message numerus="yes">
        <source>Sentiment of %n utterance(s): alpha {alpha}, ICC(2,1) {absolute}, ICC(3,1) {order}</source>
        <translation>
            <numerusform>Sentiment of %n utterance: alpha {alpha}, ICC(2,1) {absolute}, ICC(3,1) {order}</numerusform>
            <numerusform>Sentiment of %n utterances: alpha {alpha}, ICC(2,1) {absolute}, ICC(3,1) {order}</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ComparisonDialog</name>
    <message numerus="yes">
        <source>On %n labelled utterance(s), by a paired bootstrap.</source>
        <translation>
            <numerusform>On %n labelled utterance, by a paired bootstrap.</numerusform>
            <numerusform>On %n labelled utterances, by a paired bootstrap.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>DataDialog</name>
    <message numerus="yes">
        <source>%n utterance(s)</source>
        <translation>
            <numerusform>%n utterance</numerusform>
            <numerusform>%n utterances</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n video(s) or people</source>
        <translation>
            <numerusform>%n video or person</numerusform>
            <numerusform>%n videos or people</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>DataSection</name>
    <message numerus="yes">
        <source>%n labelled utterance(s)</source>
        <translation>
            <numerusform>%n labelled utterance</numerusform>
            <numerusform>%n labelled utterances</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n rater(s)</source>
        <translation>
            <numerusform>%n rater</numerusform>
            <numerusform>%n raters</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n named person(s)</source>
        <translation>
            <numerusform>%n named person</numerusform>
            <numerusform>%n named people</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>and %n more file(s)</source>
        <translation>
            <numerusform>and %n more file</numerusform>
            <numerusform>and %n more files</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Doubts</name>
    <message numerus="yes">
        <source>These utterances are of %n person(s) or video(s): with others it may be otherwise.</source>
        <translation>
            <numerusform>These utterances are of %n person or video: with others it may be otherwise.</numerusform>
            <numerusform>These utterances are of %n people or videos: with others it may be otherwise.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Too few utterances to tell of {about}: about %n would do.</source>
        <translation>
            <numerusform>Too few utterances to tell of {about}: about %n would do.</numerusform>
            <numerusform>Too few utterances to tell of {about}: about %n would do.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ImportDialog</name>
    <message numerus="yes">
        <source>%n label(s) can be imported from {name}.</source>
        <translation>
            <numerusform>%n label can be imported from {name}.</numerusform>
            <numerusform>%n labels can be imported from {name}.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n place(s) in the file cannot be used:</source>
        <translation>
            <numerusform>%n place in the file cannot be used:</numerusform>
            <numerusform>%n places in the file cannot be used:</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>InspectorPanel</name>
    <message numerus="yes">
        <source>%n people in view</source>
        <translation>
            <numerusform>%n person in view</numerusform>
            <numerusform>%n people in view</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n people in view, {person} is used</source>
        <translation>
            <numerusform>%n person in view, {person} is used</numerusform>
            <numerusform>%n people in view, {person} is used</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>LabelPanel</name>
    <message numerus="yes">
        <source>{done} of %n labelled</source>
        <translation>
            <numerusform>{done} of %n labelled</numerusform>
            <numerusform>{done} of %n labelled</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message numerus="yes">
        <source>%n file(s) of this project wait to be analysed.</source>
        <translation>
            <numerusform>%n file of this project waits to be analysed.</numerusform>
            <numerusform>%n files of this project wait to be analysed.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The %n result(s) so far are kept.</source>
        <translation>
            <numerusform>The one result so far is kept.</numerusform>
            <numerusform>The %n results so far are kept.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Matches</name>
    <message numerus="yes">
        <source>%n utterance(s) are in both.</source>
        <translation>
            <numerusform>%n utterance is in both.</numerusform>
            <numerusform>%n utterances are in both.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>OverviewPanel</name>
    <message numerus="yes">
        <source>%n utterance(s)</source>
        <translation>
            <numerusform>%n utterance</numerusform>
            <numerusform>%n utterances</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>PersonCard</name>
    <message numerus="yes">
        <source>%n utterance(s)</source>
        <translation>
            <numerusform>%n utterance</numerusform>
            <numerusform>%n utterances</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>RunControls</name>
    <message numerus="yes">
        <source>%n earlier analysis(es) of this file can be chosen above.</source>
        <translation>
            <numerusform>%n earlier analysis of this file can be chosen above.</numerusform>
            <numerusform>%n earlier analyses of this file can be chosen above.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>RunModel</name>
    <message numerus="yes">
        <source>%n run(s) with other seeds:</source>
        <translation>
            <numerusform>%n run with another seed:</numerusform>
            <numerusform>%n runs with other seeds:</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>SampleList</name>
    <message numerus="yes">
        <source>%n utterance(s)</source>
        <translation>
            <numerusform>%n utterance</numerusform>
            <numerusform>%n utterances</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>SearchBar</name>
    <message numerus="yes">
        <source>Search %n utterance(s) (Ctrl+F)</source>
        <translation>
            <numerusform>Search %n utterance (Ctrl+F)</numerusform>
            <numerusform>Search %n utterances (Ctrl+F)</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n hit(s)</source>
        <translation>
            <numerusform>%n hit</numerusform>
            <numerusform>%n hits</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>SetupPanel</name>
    <message numerus="yes">
        <source>For %n labelled utterance(s): {title}.</source>
        <translation>
            <numerusform>For %n labelled utterance: {title}.</numerusform>
            <numerusform>For %n labelled utterances: {title}.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Every video or person validates once, and the mean of the models is kept. Advised below %n labelled utterances: a quarter of fewer says little about which epoch to keep.</source>
        <translation>
            <numerusform>Every video or person validates once, and the mean of the models is kept. Advised below %n labelled utterance: a quarter of fewer says little about which epoch to keep.</numerusform>
            <numerusform>Every video or person validates once, and the mean of the models is kept. Advised below %n labelled utterances: a quarter of fewer says little about which epoch to keep.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>SideCard</name>
    <message numerus="yes">
        <source>%n utterance(s)</source>
        <translation>
            <numerusform>%n utterance</numerusform>
            <numerusform>%n utterances</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>TrainingHandlers</name>
    <message numerus="yes">
        <source>%n training(s) that waited go on now: {names}.</source>
        <translation>
            <numerusform>%n training that waited goes on now: {names}.</numerusform>
            <numerusform>%n trainings that waited go on now: {names}.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>“{name}” is used now for %n file(s).</source>
        <translation>
            <numerusform>“{name}” is used now for %n file.</numerusform>
            <numerusform>“{name}” is used now for %n files.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n file(s) show the predictions before.</source>
        <translation>
            <numerusform>%n file shows the predictions before.</numerusform>
            <numerusform>%n files show the predictions before.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>TrainingPage</name>
    <message numerus="yes">
        <source>“{model}”: {done} of %n utterance(s)</source>
        <translation>
            <numerusform>“{model}”: {done} of %n utterance</numerusform>
            <numerusform>“{model}”: {done} of %n utterances</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>best epoch {epoch}</source>
        <translation>
            <numerusform>best epoch {epoch}</numerusform>
            <numerusform>best epochs {epoch}</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{other} against {one}, on %n utterance(s): {sentence}.</source>
        <translation>
            <numerusform>{other} against {one}, on %n utterance: {sentence}.</numerusform>
            <numerusform>{other} against {one}, on %n utterances: {sentence}.</numerusform>
        </translation>
    </message>
</context>
</TS>
