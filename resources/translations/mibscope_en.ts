<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en">
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
        <source>%n people in view, face {number} is used</source>
        <translation>
            <numerusform>%n person in view, face {number} is used</numerusform>
            <numerusform>%n people in view, face {number} is used</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message numerus="yes">
        <source>The %n result(s) so far are kept.</source>
        <translation>
            <numerusform>The one result so far is kept.</numerusform>
            <numerusform>The %n results so far are kept.</numerusform>
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
    <name>TranscriptPanel</name>
    <message numerus="yes">
        <source>%n utterance(s)</source>
        <translation>
            <numerusform>%n utterance</numerusform>
            <numerusform>%n utterances</numerusform>
        </translation>
    </message>
</context>
</TS>
