<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de">
<context>
    <name>AnalysisHandlers</name>
    <message>
        <source>At least one of words, voice and face is needed.</source>
        <translation>Worte, Stimme oder Gesicht: Mindestens eines davon ist nötig.</translation>
    </message>
    <message>
        <source>The choice holds for the next analysis.</source>
        <translation>Die Wahl gilt für die nächste Analyse.</translation>
    </message>
    <message>
        <source>Analyse again: {keys}</source>
        <translation>Erneut analysieren: {keys}</translation>
    </message>
</context>
<context>
    <name>Banner</name>
    <message>
        <source>Dismiss</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>info</source>
        <translation>Hinweis</translation>
    </message>
    <message>
        <source>warning</source>
        <translation>Warnung</translation>
    </message>
    <message>
        <source>error</source>
        <translation>Fehler</translation>
    </message>
</context>
<context>
    <name>Command</name>
    <message>
        <source>&amp;Over the picture</source>
        <translation>&amp;Über dem Bild</translation>
    </message>
    <message>
        <source>&amp;Panels</source>
        <translation>&amp;Bereiche</translation>
    </message>
    <message>
        <source>Lanes of the &amp;timeline</source>
        <translation>&amp;Spuren der Zeitleiste</translation>
    </message>
    <message>
        <source>Sound</source>
        <translation>Ton</translation>
    </message>
    <message>
        <source>Speech</source>
        <translation>Sprache</translation>
    </message>
    <message>
        <source>Face in view</source>
        <translation>Gesicht im Bild</translation>
    </message>
    <message>
        <source>Sentiment</source>
        <translation>Sentiment</translation>
    </message>
    <message>
        <source>Conflict</source>
        <translation>Widerspruch</translation>
    </message>
    <message>
        <source>Expression</source>
        <translation>Ausdruck</translation>
    </message>
    <message>
        <source>Contributions</source>
        <translation>Beiträge</translation>
    </message>
    <message>
        <source>Rates</source>
        <translation>Raten</translation>
    </message>
    <message>
        <source>Zoom timeline &amp;in</source>
        <translation>&amp;Zeitleiste vergrößern</translation>
    </message>
    <message>
        <source>Zoom timeline &amp;out</source>
        <translation>Zeitleiste ver&amp;kleinern</translation>
    </message>
    <message>
        <source>&amp;Whole timeline</source>
        <translation>&amp;Ganze Zeitleiste</translation>
    </message>
    <message>
        <source>Zoom to the &amp;selection</source>
        <translation>&amp;Auswahl vergrößern</translation>
    </message>
    <message>
        <source>Move timeline &amp;left</source>
        <translation>Zeitleiste nach &amp;links</translation>
    </message>
    <message>
        <source>Move timeline &amp;right</source>
        <translation>Zeitleiste nach &amp;rechts</translation>
    </message>
    <message>
        <source>&amp;Face box</source>
        <translation>&amp;Gesichtsrahmen</translation>
    </message>
    <message>
        <source>&amp;Person</source>
        <translation>&amp;Person</translation>
    </message>
    <message>
        <source>&amp;Expression and sentiment</source>
        <translation>&amp;Ausdruck und Sentiment</translation>
    </message>
    <message>
        <source>&amp;Rearrange the panels</source>
        <translation>Bereiche &amp;anordnen</translation>
    </message>
    <message>
        <source>Panels as at the first &amp;start</source>
        <translation>Bereiche wie beim &amp;ersten Start</translation>
    </message>
    <message>
        <source>&amp;Full screen</source>
        <translation>&amp;Vollbild</translation>
    </message>
    <message>
        <source>Appearance of the &amp;system</source>
        <translation>Darstellung des S&amp;ystems</translation>
    </message>
    <message>
        <source>&amp;Light</source>
        <translation>&amp;Hell</translation>
    </message>
    <message>
        <source>&amp;Dark</source>
        <translation>&amp;Dunkel</translation>
    </message>
    <message>
        <source>&amp;File</source>
        <translation>&amp;Datei</translation>
    </message>
    <message>
        <source>&amp;Edit</source>
        <translation>&amp;Bearbeiten</translation>
    </message>
    <message>
        <source>&amp;Analysis</source>
        <translation>&amp;Analyse</translation>
    </message>
    <message>
        <source>&amp;Playback</source>
        <translation>&amp;Wiedergabe</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>A&amp;nsicht</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>&amp;Hilfe</translation>
    </message>
    <message>
        <source>&amp;Cancel</source>
        <translation>Ab&amp;brechen</translation>
    </message>
    <message>
        <source>&amp;Analyse again</source>
        <translation>&amp;Erneut analysieren</translation>
    </message>
    <message>
        <source>Use the &amp;words</source>
        <translation>&amp;Worte verwenden</translation>
    </message>
    <message>
        <source>Use the &amp;voice</source>
        <translation>&amp;Stimme verwenden</translation>
    </message>
    <message>
        <source>Use the &amp;face</source>
        <translation>&amp;Gesicht verwenden</translation>
    </message>
    <message>
        <source>&amp;Undo</source>
        <translation>&amp;Rückgängig</translation>
    </message>
    <message>
        <source>&amp;Redo</source>
        <translation>&amp;Wiederholen</translation>
    </message>
    <message>
        <source>Correct the &amp;words…</source>
        <translation>W&amp;orte korrigieren…</translation>
    </message>
    <message>
        <source>&amp;Split at the playhead</source>
        <translation>An der Abspielposition &amp;teilen</translation>
    </message>
    <message>
        <source>&amp;Merge with the next utterance</source>
        <translation>Mit der &amp;nächsten Äußerung verbinden</translation>
    </message>
    <message>
        <source>&amp;Export</source>
        <translation>&amp;Exportieren</translation>
    </message>
    <message>
        <source>Annotated video</source>
        <translation>Video mit Einblendungen</translation>
    </message>
    <message>
        <source>Report (HTML)</source>
        <translation>Bericht (HTML)</translation>
    </message>
    <message>
        <source>Report (PDF)</source>
        <translation>Bericht (PDF)</translation>
    </message>
    <message>
        <source>Subtitles (SRT)</source>
        <translation>Untertitel (SRT)</translation>
    </message>
    <message>
        <source>Subtitles (WebVTT)</source>
        <translation>Untertitel (WebVTT)</translation>
    </message>
    <message>
        <source>&amp;New project…</source>
        <translation>&amp;Neues Projekt…</translation>
    </message>
    <message>
        <source>&amp;Open…</source>
        <translation>Ö&amp;ffnen…</translation>
    </message>
    <message>
        <source>Open the &amp;demo</source>
        <translation>&amp;Demo öffnen</translation>
    </message>
    <message>
        <source>About this &amp;project…</source>
        <translation>Über dieses &amp;Projekt…</translation>
    </message>
    <message>
        <source>&amp;Save a copy of the project…</source>
        <translation>&amp;Kopie des Projekts speichern…</translation>
    </message>
    <message>
        <source>&amp;Close the project</source>
        <translation>Projekt s&amp;chließen</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>&amp;Beenden</translation>
    </message>
    <message>
        <source>What this &amp;shows, and what it does not…</source>
        <translation>&amp;Was dies zeigt und was nicht…</translation>
    </message>
    <message>
        <source>&amp;About MIBScope</source>
        <translation>&amp;Über MIBScope</translation>
    </message>
    <message>
        <source>&amp;Files of the project</source>
        <translation>Date&amp;ien des Projekts</translation>
    </message>
    <message>
        <source>JSON</source>
        <translation>JSON</translation>
    </message>
    <message>
        <source>CSV</source>
        <translation>CSV</translation>
    </message>
    <message>
        <source>Parquet</source>
        <translation>Parquet</translation>
    </message>
    <message>
        <source>ELAN</source>
        <translation>ELAN</translation>
    </message>
    <message>
        <source>Praat TextGrid</source>
        <translation>Praat-TextGrid</translation>
    </message>
    <message>
        <source>&amp;Add files…</source>
        <translation>Dateien &amp;hinzufügen…</translation>
    </message>
    <message>
        <source>Add a &amp;folder…</source>
        <translation>&amp;Ordner hinzufügen…</translation>
    </message>
    <message>
        <source>Anal&amp;yse</source>
        <translation>&amp;Analysieren</translation>
    </message>
    <message>
        <source>&amp;Take out of the queue</source>
        <translation>Aus der &amp;Warteschlange nehmen</translation>
    </message>
    <message>
        <source>Analyse again what fa&amp;iled</source>
        <translation>&amp;Fehlgeschlagenes erneut analysieren</translation>
    </message>
    <message>
        <source>&amp;Pause the queue</source>
        <translation>Warteschlange anha&amp;lten</translation>
    </message>
    <message>
        <source>&amp;Earlier</source>
        <translation>F&amp;rüher</translation>
    </message>
    <message>
        <source>&amp;Later</source>
        <translation>&amp;Später</translation>
    </message>
    <message>
        <source>&amp;Say where it is now…</source>
        <translation>Neuen Ort an&amp;geben…</translation>
    </message>
    <message>
        <source>&amp;Remove from the project…</source>
        <translation>Aus dem Projekt &amp;entfernen…</translation>
    </message>
    <message>
        <source>&amp;Play or pause</source>
        <translation>&amp;Abspielen oder anhalten</translation>
    </message>
    <message>
        <source>Pa&amp;use</source>
        <translation>An&amp;halten</translation>
    </message>
    <message>
        <source>Play, &amp;faster each time</source>
        <translation>Abspielen, jedes Mal s&amp;chneller</translation>
    </message>
    <message>
        <source>&amp;Back 5 seconds</source>
        <translation>5 Sekunden &amp;zurück</translation>
    </message>
    <message>
        <source>F&amp;orward 5 seconds</source>
        <translation>5 Sekunden &amp;vor</translation>
    </message>
    <message>
        <source>Back 1 second</source>
        <translation>1 Sekunde zurück</translation>
    </message>
    <message>
        <source>Forward 1 second</source>
        <translation>1 Sekunde vor</translation>
    </message>
    <message>
        <source>Previous picture</source>
        <translation>Voriges Bild</translation>
    </message>
    <message>
        <source>Next picture</source>
        <translation>Nächstes Bild</translation>
    </message>
    <message>
        <source>P&amp;revious utterance</source>
        <translation>V&amp;orige Äußerung</translation>
    </message>
    <message>
        <source>&amp;Next utterance</source>
        <translation>&amp;Nächste Äußerung</translation>
    </message>
    <message>
        <source>To the &amp;start</source>
        <translation>Zum An&amp;fang</translation>
    </message>
    <message>
        <source>S&amp;lower</source>
        <translation>&amp;Langsamer</translation>
    </message>
    <message>
        <source>Fas&amp;ter</source>
        <translation>&amp;Schneller</translation>
    </message>
    <message>
        <source>Normal spee&amp;d</source>
        <translation>Normale &amp;Geschwindigkeit</translation>
    </message>
    <message>
        <source>&amp;Mute</source>
        <translation>S&amp;tumm</translation>
    </message>
    <message>
        <source>Repeat the se&amp;lection</source>
        <translation>Auswahl &amp;wiederholen</translation>
    </message>
    <message>
        <source>Selection starts &amp;here</source>
        <translation>Auswahl beginnt hie&amp;r</translation>
    </message>
    <message>
        <source>Selection &amp;ends here</source>
        <translation>Auswahl en&amp;det hier</translation>
    </message>
    <message>
        <source>Select the &amp;utterance</source>
        <translation>Ä&amp;ußerung auswählen</translation>
    </message>
    <message>
        <source>&amp;Clear the selection</source>
        <translation>Auswahl aufhe&amp;ben</translation>
    </message>
</context>
<context>
    <name>Compare</name>
    <message>
        <source>80 % of the time</source>
        <translation>80 % der Zeit</translation>
    </message>
    <message>
        <source>B and A have the same sentiment.</source>
        <translation>A und B haben das gleiche Sentiment.</translation>
    </message>
    <message>
        <source>B is {gap} more positive than A.</source>
        <translation>B ist um {gap} positiver als A.</translation>
    </message>
    <message>
        <source>B is {gap} more negative than A.</source>
        <translation>B ist um {gap} negativer als A.</translation>
    </message>
    <message>
        <source>Largest change of expression: {emotion}, {before} → {after}.</source>
        <translation>Größte Änderung im Ausdruck: {emotion}, {before} → {after}.</translation>
    </message>
</context>
<context>
    <name>ComparePanel</name>
    <message>
        <source>Expressions of A and B</source>
        <translation>Ausdruck von A und B</translation>
    </message>
    <message>
        <source>Contributions to the sentiment of A and B</source>
        <translation>Beiträge zum Sentiment von A und B</translation>
    </message>
    <message>
        <source>Nats kept of A and B</source>
        <translation>Behaltene nat von A und B</translation>
    </message>
    <message>
        <source>A filled, B hollow.</source>
        <translation>A gefüllt, B hohl.</translation>
    </message>
    <message>
        <source>Difference</source>
        <translation>Unterschied</translation>
    </message>
    <message>
        <source>Expression shown</source>
        <translation>Gezeigter Ausdruck</translation>
    </message>
    <message>
        <source>Contributions to the sentiment</source>
        <translation>Beiträge zum Sentiment</translation>
    </message>
    <message>
        <source>Shapley shares. {marks}</source>
        <translation>Shapley-Anteile. {marks}</translation>
    </message>
    <message>
        <source>Kept by the bottlenecks, nats</source>
        <translation>Von den Engpässen behalten, in nat</translation>
    </message>
    <message>
        <source>Whole video</source>
        <translation>Ganzes Video</translation>
    </message>
    <message>
        <source>No input</source>
        <translation>Ohne Eingabe</translation>
    </message>
</context>
<context>
    <name>Composition</name>
    <message>
        <source>Something in the window went wrong: {error}</source>
        <translation>Im Fenster ist etwas schiefgegangen: {error}</translation>
    </message>
    <message>
        <source>Your results are kept. If it happens again, please report it.</source>
        <translation>Die Ergebnisse bleiben erhalten. Bei Wiederholung bitte melden.</translation>
    </message>
</context>
<context>
    <name>Edit</name>
    <message>
        <source>Correct a word</source>
        <translation>Wort korrigieren</translation>
    </message>
    <message>
        <source>Correct an utterance</source>
        <translation>Äußerung korrigieren</translation>
    </message>
    <message>
        <source>Split an utterance</source>
        <translation>Äußerung teilen</translation>
    </message>
    <message>
        <source>Merge two utterances</source>
        <translation>Zwei Äußerungen verbinden</translation>
    </message>
    <message>
        <source>Name a person</source>
        <translation>Person benennen</translation>
    </message>
</context>
<context>
    <name>EditHandlers</name>
    <message>
        <source>Correct the words</source>
        <translation>Worte korrigieren</translation>
    </message>
    <message>
        <source>What is said in this utterance:</source>
        <translation>Was in dieser Äußerung gesagt wird:</translation>
    </message>
    <message>
        <source>Move the playhead between two words of the utterance, then split it.</source>
        <translation>Die Abspielposition zwischen zwei Worte der Äußerung setzen, dann teilen.</translation>
    </message>
</context>
<context>
    <name>Emotion</name>
    <message>
        <source>neutral</source>
        <translation>neutral</translation>
    </message>
    <message>
        <source>happy</source>
        <translation>Freude</translation>
    </message>
    <message>
        <source>sad</source>
        <translation>Trauer</translation>
    </message>
    <message>
        <source>angry</source>
        <translation>Ärger</translation>
    </message>
    <message>
        <source>fear</source>
        <translation>Angst</translation>
    </message>
    <message>
        <source>disgust</source>
        <translation>Ekel</translation>
    </message>
    <message>
        <source>surprise</source>
        <translation>Überraschung</translation>
    </message>
</context>
<context>
    <name>EmotionPart</name>
    <message>
        <source>Expression shown</source>
        <translation>Gezeigter Ausdruck</translation>
    </message>
    <message>
        <source>Calibrated probabilities: of a hundred utterances with 70 %, about seventy show it.</source>
        <translation>Kalibrierte Wahrscheinlichkeiten: Von hundert Äußerungen mit 70 % zeigen es etwa siebzig.</translation>
    </message>
    <message>
        <source>Probabilities of the expressions shown</source>
        <translation>Wahrscheinlichkeiten des gezeigten Ausdrucks</translation>
    </message>
    <message>
        <source>Uncertain: no expression stands out.</source>
        <translation>Unsicher: Kein Ausdruck sticht heraus.</translation>
    </message>
    <message>
        <source>{words}, originally {value}</source>
        <translation>{words}, ursprünglich {value}</translation>
    </message>
</context>
<context>
    <name>EmptyPage</name>
    <message>
        <source>Drop a video or a sound file here</source>
        <translation>Video oder Tondatei hier ablegen</translation>
    </message>
    <message>
        <source>MIBScope shows what the words, the voice and the face of a speaker each contribute
to a prediction of sentiment and emotion shown.</source>
        <translation>MIBScope zeigt, was Worte, Stimme und Gesicht einer sprechenden Person jeweils
zur Vorhersage von Sentiment und gezeigter Emotion beitragen.</translation>
    </message>
    <message>
        <source>Open a file…</source>
        <translation>Datei öffnen…</translation>
    </message>
    <message>
        <source>Open the demo</source>
        <translation>Demo öffnen</translation>
    </message>
    <message>
        <source>One sentence, spoken six times with six expressions</source>
        <translation>Ein Satz, sechsmal mit sechs verschiedenen Ausdrücken gesprochen</translation>
    </message>
</context>
<context>
    <name>Engine</name>
    <message>
        <source>It was left out of this analysis.</source>
        <translation>In dieser Analyse ausgelassen.</translation>
    </message>
    <message>
        <source>The file has no picture.</source>
        <translation>Die Datei hat kein Bild.</translation>
    </message>
    <message>
        <source>The file has no sound.</source>
        <translation>Die Datei hat keinen Ton.</translation>
    </message>
    <message>
        <source>The voice is too faint to be measured.</source>
        <translation>Die Stimme ist zu leise, um gemessen zu werden.</translation>
    </message>
    <message>
        <source>Nobody speaks here.</source>
        <translation>Hier spricht niemand.</translation>
    </message>
    <message>
        <source>No face was in view.</source>
        <translation>Es war kein Gesicht im Bild.</translation>
    </message>
    <message>
        <source>There are no pictures of this stretch.</source>
        <translation>Von diesem Abschnitt gibt es keine Bilder.</translation>
    </message>
    <message>
        <source>The face was too small, hidden or turned away to be measured.</source>
        <translation>Das Gesicht war zum Messen zu klein, verdeckt oder abgewandt.</translation>
    </message>
    <message>
        <source>There are no words.</source>
        <translation>Es gibt keine Worte.</translation>
    </message>
    <message>
        <source>No voice is heard in this part.</source>
        <translation>In diesem Teil ist keine Stimme zu hören.</translation>
    </message>
    <message>
        <source>No face is seen in this part.</source>
        <translation>In diesem Teil ist kein Gesicht zu sehen.</translation>
    </message>
</context>
<context>
    <name>ExportStrip</name>
    <message>
        <source>Stop export</source>
        <translation>Export abbrechen</translation>
    </message>
    <message>
        <source>Writing {files}</source>
        <translation>{files} wird geschrieben</translation>
    </message>
</context>
<context>
    <name>Failure</name>
    <message>
        <source>Writing {path} ended unexpectedly.</source>
        <translation>Das Schreiben von {path} endete unerwartet.</translation>
    </message>
    <message>
        <source>Try again, or choose another format.</source>
        <translation>Erneut versuchen oder ein anderes Format wählen.</translation>
    </message>
    <message>
        <source>{path} could not be written: {error}</source>
        <translation>{path} konnte nicht geschrieben werden: {error}</translation>
    </message>
    <message>
        <source>If it happens again, please report it.</source>
        <translation>Bei Wiederholung bitte melden.</translation>
    </message>
    <message>
        <source>it was killed</source>
        <translation>von außen beendet</translation>
    </message>
    <message>
        <source>exit code {number}</source>
        <translation>Rückgabewert {number}</translation>
    </message>
    <message>
        <source>The analysis process ended unexpectedly ({how}). The results so far are kept.</source>
        <translation>Der Analyseprozess endete unerwartet ({how}). Die bisherigen Ergebnisse bleiben erhalten.</translation>
    </message>
    <message>
        <source>The usual cause is too little memory. Close other programs or choose a smaller speech model, then analyse again; a fresh process is started for it.</source>
        <translation>Meist ist zu wenig Arbeitsspeicher die Ursache. Andere Programme schließen oder ein kleineres Modell der Spracherkennung wählen, dann erneut analysieren; dafür wird ein neuer Prozess gestartet.</translation>
    </message>
    <message>
        <source>The edit was not made: the analysis process ended before it could be predicted.</source>
        <translation>Die Änderung wurde nicht übernommen: Der Analyseprozess endete, bevor sie vorhergesagt war.</translation>
    </message>
    <message>
        <source>Try again; a new process is there.</source>
        <translation>Erneut versuchen; ein neuer Prozess steht bereit.</translation>
    </message>
    <message>
        <source>The computer ran out of memory during the analysis.</source>
        <translation>Während der Analyse ging der Arbeitsspeicher aus.</translation>
    </message>
    <message>
        <source>Close other programs or choose a smaller speech model, then analyse again.</source>
        <translation>Andere Programme schließen oder ein kleineres Modell der Spracherkennung wählen, dann erneut analysieren.</translation>
    </message>
    <message>
        <source>The analysis stopped because of an unexpected error: {error}</source>
        <translation>Die Analyse brach wegen eines unerwarteten Fehlers ab: {error}</translation>
    </message>
    <message>
        <source>The results so far are kept. If it happens again, please report it with the details.</source>
        <translation>Die bisherigen Ergebnisse bleiben erhalten. Bei Wiederholung bitte mit den Einzelheiten melden.</translation>
    </message>
    <message>
        <source>The results can no longer be written to the project: {error}.</source>
        <translation>Die Ergebnisse können nicht mehr in das Projekt geschrieben werden: {error}.</translation>
    </message>
    <message>
        <source>Free some space, then analyse again. What was shown so far is kept.</source>
        <translation>Speicherplatz freigeben, dann erneut analysieren. Das bisher Gezeigte bleibt erhalten.</translation>
    </message>
</context>
<context>
    <name>FileHandlers</name>
    <message>
        <source>Open videos, sound files or a project</source>
        <translation>Videos, Tondateien oder ein Projekt öffnen</translation>
    </message>
    <message>
        <source>Export: {format}</source>
        <translation>Exportieren: {format}</translation>
    </message>
    <message>
        <source>Exported to {path}.</source>
        <translation>Exportiert nach {path}.</translation>
    </message>
    <message>
        <source>Exported to {path} (the results so far).</source>
        <translation>Exportiert nach {path} (die bisherigen Ergebnisse).</translation>
    </message>
    <message>
        <source>{name} was not written: stopped.</source>
        <translation>{name} wurde nicht geschrieben: abgebrochen.</translation>
    </message>
</context>
<context>
    <name>Files</name>
    <message>
        <source>Video and sound</source>
        <translation>Video und Ton</translation>
    </message>
    <message>
        <source>All files</source>
        <translation>Alle Dateien</translation>
    </message>
    <message>
        <source>Everything</source>
        <translation>Alles</translation>
    </message>
    <message>
        <source>Projects</source>
        <translation>Projekte</translation>
    </message>
</context>
<context>
    <name>Format</name>
    <message>
        <source>not used</source>
        <translation>nicht verwendet</translation>
    </message>
    <message>
        <source>uncertain</source>
        <translation>unsicher</translation>
    </message>
    <message>
        <source>{rate} nats</source>
        <translation>{rate} nat</translation>
    </message>
    <message>
        <source>a moment left</source>
        <translation>gleich fertig</translation>
    </message>
    <message>
        <source>about {time} s left</source>
        <translation>noch etwa {time} s</translation>
    </message>
    <message>
        <source>about {time} min left</source>
        <translation>noch etwa {time} min</translation>
    </message>
    <message>
        <source>about {time} h left</source>
        <translation>noch etwa {time} h</translation>
    </message>
    <message>
        <source>Face {number}</source>
        <translation>Gesicht {number}</translation>
    </message>
    <message>
        <source>No speech · {seconds} s</source>
        <translation>Keine Sprache · {seconds} s</translation>
    </message>
    <message>
        <source>{low} to {high}</source>
        <translation>{low} bis {high}</translation>
    </message>
    <message>
        <source>Person {number}</source>
        <translation>Person {number}</translation>
    </message>
    <message>
        <source>{names} and {last}</source>
        <translation>{names} und {last}</translation>
    </message>
</context>
<context>
    <name>Gauge</name>
    <message>
        <source>80 % interval</source>
        <translation>80-%-Intervall</translation>
    </message>
    <message>
        <source>{value} on −3 to +3</source>
        <translation>{value} (−3 bis +3)</translation>
    </message>
    <message>
        <source>originally {value}</source>
        <translation>ursprünglich {value}</translation>
    </message>
    <message>
        <source>Sentiment</source>
        <translation>Sentiment</translation>
    </message>
</context>
<context>
    <name>Header</name>
    <message>
        <source>Open…</source>
        <translation>Öffnen…</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>Exportieren</translation>
    </message>
    <message>
        <source>no picture</source>
        <translation>kein Bild</translation>
    </message>
    <message>
        <source>no sound</source>
        <translation>kein Ton</translation>
    </message>
    <message>
        <source>stopped early</source>
        <translation>vorzeitig beendet</translation>
    </message>
    <message>
        <source>incomplete</source>
        <translation>unvollständig</translation>
    </message>
</context>
<context>
    <name>HelpHandlers</name>
    <message>
        <source>Shows what words, voice and face each contribute to a prediction of sentiment and emotion shown, and how much of each the information bottleneck lets through.</source>
        <translation>Zeigt, was Worte, Stimme und Gesicht jeweils zur Vorhersage von Sentiment und gezeigter Emotion beitragen und wie viel davon der Informationsengpass durchlässt.</translation>
    </message>
    <message>
        <source>Method: S. Mai, Y. Zeng, H. Hu, Multimodal Information Bottleneck, IEEE TMM 2022.</source>
        <translation>Methode: S. Mai, Y. Zeng, H. Hu, Multimodal Information Bottleneck, IEEE TMM 2022.</translation>
    </message>
    <message>
        <source>About MIBScope</source>
        <translation>Über MIBScope</translation>
    </message>
</context>
<context>
    <name>InspectorPanel</name>
    <message>
        <source>This utterance</source>
        <translation>Diese Äußerung</translation>
    </message>
    <message>
        <source>Figures appear here with the first utterance.</source>
        <translation>Hier erscheinen mit der ersten Äußerung die Werte.</translation>
    </message>
    <message numerus="yes">
        <source>%n people in view</source>
        <translation>
            <numerusform>%n Person im Bild</numerusform>
            <numerusform>%n Personen im Bild</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n people in view, face {number} is used</source>
        <translation>
            <numerusform>%n Person im Bild, verwendet wird Gesicht {number}</numerusform>
            <numerusform>%n Personen im Bild, verwendet wird Gesicht {number}</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message numerus="yes">
        <source>The %n result(s) so far are kept.</source>
        <translation>
            <numerusform>Das bisherige Ergebnis bleibt erhalten.</numerusform>
            <numerusform>Die bisherigen %n Ergebnisse bleiben erhalten.</numerusform>
        </translation>
    </message>
    <message>
        <source>The analysis was stopped.</source>
        <translation>Die Analyse wurde beendet.</translation>
    </message>
    <message>
        <source>The file cannot be played here ({error}).</source>
        <translation>Die Datei kann hier nicht abgespielt werden ({error}).</translation>
    </message>
    <message>
        <source>It is still analysed.</source>
        <translation>Analysiert wird sie trotzdem.</translation>
    </message>
</context>
<context>
    <name>MediaHandlers</name>
    <message>
        <source>Add files to the project</source>
        <translation>Dateien zum Projekt hinzufügen</translation>
    </message>
    <message>
        <source>Add a folder to the project</source>
        <translation>Ordner zum Projekt hinzufügen</translation>
    </message>
    <message>
        <source>Where is {name} now?</source>
        <translation>Wo liegt {name} jetzt?</translation>
    </message>
    <message>
        <source>Remove {name} from the project?</source>
        <translation>{name} aus dem Projekt entfernen?</translation>
    </message>
    <message>
        <source>Its analyses, notes and labels in the project are lost, also for undo. The file itself stays where it is.</source>
        <translation>Die Analysen, Notizen und Labels dieser Datei im Projekt gehen verloren, auch für das Rückgängigmachen. Die Datei selbst bleibt, wo sie ist.</translation>
    </message>
</context>
<context>
    <name>MediaList</name>
    <message>
        <source>moved or deleted</source>
        <translation>verschoben oder gelöscht</translation>
    </message>
    <message>
        <source>analysing, {share}</source>
        <translation>wird analysiert, {share}</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>fehlgeschlagen</translation>
    </message>
    <message>
        <source>not analysed</source>
        <translation>nicht analysiert</translation>
    </message>
    <message>
        <source>waiting</source>
        <translation>wartet</translation>
    </message>
    <message>
        <source>analysed</source>
        <translation>analysiert</translation>
    </message>
    <message>
        <source>stopped early</source>
        <translation>vorzeitig beendet</translation>
    </message>
</context>
<context>
    <name>MediaListPanel</name>
    <message>
        <source>Files of the project</source>
        <translation>Dateien des Projekts</translation>
    </message>
    <message>
        <source>No files yet. Drop videos or a folder here.</source>
        <translation>Noch keine Dateien. Videos oder einen Ordner hier ablegen.</translation>
    </message>
    <message>
        <source>{done} of {count} analysed</source>
        <translation>{done} von {count} analysiert</translation>
    </message>
</context>
<context>
    <name>Modality</name>
    <message>
        <source>Words</source>
        <translation>Worte</translation>
    </message>
    <message>
        <source>Voice</source>
        <translation>Stimme</translation>
    </message>
    <message>
        <source>Face</source>
        <translation>Gesicht</translation>
    </message>
    <message>
        <source>words</source>
        <translation>Worte</translation>
    </message>
    <message>
        <source>voice</source>
        <translation>Stimme</translation>
    </message>
    <message>
        <source>face</source>
        <translation>Gesicht</translation>
    </message>
</context>
<context>
    <name>Moments</name>
    <message>
        <source>most positive</source>
        <translation>am positivsten</translation>
    </message>
    <message>
        <source>most negative</source>
        <translation>am negativsten</translation>
    </message>
    <message>
        <source>surest</source>
        <translation>am sichersten</translation>
    </message>
    <message>
        <source>{what}, sentiment {value}</source>
        <translation>{what}, Sentiment {value}</translation>
    </message>
    <message>
        <source>contradiction: {opinions}</source>
        <translation>Widerspruch: {opinions}</translation>
    </message>
</context>
<context>
    <name>NoticeDialog</name>
    <message>
        <source>
&lt;p&gt;&lt;b&gt;MIBScope describes the expression shown, not what a person feels or means.&lt;/b&gt;
Its figures are predictions of a small model. They are often wrong, and they differ between
people, languages, cameras and recordings. Never decide about a person on their strength.&lt;/p&gt;
&lt;p&gt;&lt;b&gt;People must be informed.&lt;/b&gt; Analyse recordings only of people who know of it and have
agreed, or where you are otherwise entitled to.&lt;/p&gt;
&lt;p&gt;&lt;b&gt;Not at work and not in education.&lt;/b&gt; In the European Union, inferring the emotions of people
at the workplace or in educational institutions is prohibited, except for medical or safety
reasons (Regulation (EU) 2024/1689, Article 5(1)(f)). Other laws may apply where you are.&lt;/p&gt;
&lt;p&gt;Everything stays on this computer: nothing is sent anywhere.&lt;/p&gt;
</source>
        <translation>
&lt;p&gt;&lt;b&gt;MIBScope beschreibt den gezeigten Ausdruck, nicht das, was ein Mensch fühlt oder meint.&lt;/b&gt;
Die Werte sind Vorhersagen eines kleinen Modells. Sie sind oft falsch und unterscheiden sich
zwischen Menschen, Sprachen, Kameras und Aufnahmen. Nie aufgrund dieser Werte über einen
Menschen entscheiden.&lt;/p&gt;
&lt;p&gt;&lt;b&gt;Betroffene müssen informiert sein.&lt;/b&gt; Nur Aufnahmen von Menschen analysieren, die davon
wissen und zugestimmt haben, oder wo es sonst eine Berechtigung gibt.&lt;/p&gt;
&lt;p&gt;&lt;b&gt;Nicht am Arbeitsplatz und nicht in der Bildung.&lt;/b&gt; In der Europäischen Union ist es
verboten, Emotionen von Menschen am Arbeitsplatz oder in Bildungseinrichtungen abzuleiten,
außer aus medizinischen Gründen oder aus Sicherheitsgründen (Verordnung (EU) 2024/1689,
Artikel 5 Absatz 1 Buchstabe f). Weitere Gesetze können gelten.&lt;/p&gt;
&lt;p&gt;Alles bleibt auf diesem Computer: Nichts wird irgendwohin gesendet.&lt;/p&gt;
</translation>
    </message>
    <message>
        <source>Before you start</source>
        <translation>Vor dem Start</translation>
    </message>
    <message>
        <source>I understand</source>
        <translation>Verstanden</translation>
    </message>
</context>
<context>
    <name>OpinionCard</name>
    <message>
        <source>absent</source>
        <translation>fehlt</translation>
    </message>
    <message>
        <source>{modality} on its own</source>
        <translation>{modality} für sich</translation>
    </message>
</context>
<context>
    <name>OpinionPart</name>
    <message>
        <source>Each on its own</source>
        <translation>Jede für sich</translation>
    </message>
    <message>
        <source>What the decoder on one modality&apos;s own code says.</source>
        <translation>Was der Decoder allein aus dem Code einer Modalität schließt.</translation>
    </message>
    <message>
        <source>the sentiment</source>
        <translation>im Sentiment</translation>
    </message>
    <message>
        <source>the expression</source>
        <translation>im Ausdruck</translation>
    </message>
    <message>
        <source>They contradict each other on {outputs}.</source>
        <translation>Die Modalitäten widersprechen sich {outputs}.</translation>
    </message>
</context>
<context>
    <name>OverviewPanel</name>
    <message>
        <source>Share of each expression over time</source>
        <translation>Zeitanteil jedes Ausdrucks</translation>
    </message>
    <message>
        <source>What is uncertain or missing</source>
        <translation>Was unsicher ist oder fehlt</translation>
    </message>
    <message>
        <source>Strongest moments</source>
        <translation>Stärkste Momente</translation>
    </message>
    <message>
        <source>Contradictions between the modalities</source>
        <translation>Widersprüche zwischen den Modalitäten</translation>
    </message>
    <message>
        <source>The modalities do not contradict each other anywhere.</source>
        <translation>Die Modalitäten widersprechen sich nirgends.</translation>
    </message>
    <message>
        <source>No face is seen.</source>
        <translation>Kein Gesicht ist zu sehen.</translation>
    </message>
    <message>
        <source>Figures of the whole video appear here with the first utterance.</source>
        <translation>Hier erscheinen mit der ersten Äußerung die Werte des ganzen Videos.</translation>
    </message>
    <message>
        <source>Sentiment over the video</source>
        <translation>Sentiment im Video</translation>
    </message>
    <message>
        <source>Share of the time; the mark is the mean.</source>
        <translation>Anteil der Zeit; die Marke ist der Mittelwert.</translation>
    </message>
    <message>
        <source>Expressions shown</source>
        <translation>Gezeigter Ausdruck</translation>
    </message>
    <message>
        <source>Mean of the calibrated probabilities over time.</source>
        <translation>Zeitliches Mittel der kalibrierten Wahrscheinlichkeiten.</translation>
    </message>
    <message>
        <source>Uncertain or missing</source>
        <translation>Unsicher oder fehlend</translation>
    </message>
    <message>
        <source>Share of the time that was analysed.</source>
        <translation>Anteil der analysierten Zeit.</translation>
    </message>
    <message>
        <source>People in view</source>
        <translation>Personen im Bild</translation>
    </message>
    <message>
        <source>By the face that was chosen for each utterance.</source>
        <translation>Nach dem Gesicht, das je Äußerung gewählt wurde.</translation>
    </message>
    <message>
        <source>Click or press Enter to go there.</source>
        <translation>Klick oder Eingabetaste springt dorthin.</translation>
    </message>
    <message>
        <source>Contradictions</source>
        <translation>Widersprüche</translation>
    </message>
    <message>
        <source>Modalities that take different sides. Click or Enter goes there.</source>
        <translation>Modalitäten, die Gegenteiliges sagen. Klick oder Eingabetaste springt dorthin.</translation>
    </message>
    <message numerus="yes">
        <source>%n utterance(s)</source>
        <translation>
            <numerusform>%n Äußerung</numerusform>
            <numerusform>%n Äußerungen</numerusform>
        </translation>
    </message>
    <message>
        <source>{count}, {duration} · mean {mean}</source>
        <translation>{count}, {duration} · Mittel {mean}</translation>
    </message>
    <message>
        <source>Sentiment uncertain</source>
        <translation>Sentiment unsicher</translation>
    </message>
    <message>
        <source>No expression stands out</source>
        <translation>Kein Ausdruck sticht heraus</translation>
    </message>
    <message>
        <source>Nobody speaks</source>
        <translation>Niemand spricht</translation>
    </message>
    <message>
        <source>No face</source>
        <translation>Kein Gesicht</translation>
    </message>
</context>
<context>
    <name>PairChart</name>
    <message>
        <source>{name}: A {a}, B {b}, difference {difference}</source>
        <translation>{name}: A {a}, B {b}, Unterschied {difference}</translation>
    </message>
    <message>
        <source>absent</source>
        <translation>fehlt</translation>
    </message>
</context>
<context>
    <name>Panels</name>
    <message>
        <source>Player</source>
        <translation>Player</translation>
    </message>
    <message>
        <source>Timeline</source>
        <translation>Zeitleiste</translation>
    </message>
    <message>
        <source>Transcript</source>
        <translation>Transkript</translation>
    </message>
    <message>
        <source>Files</source>
        <translation>Dateien</translation>
    </message>
    <message>
        <source>Utterance</source>
        <translation>Äußerung</translation>
    </message>
    <message>
        <source>Overview</source>
        <translation>Überblick</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>Vergleich</translation>
    </message>
</context>
<context>
    <name>PersonCard</name>
    <message numerus="yes">
        <source>%n utterance(s)</source>
        <translation>
            <numerusform>%n Äußerung</numerusform>
            <numerusform>%n Äußerungen</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>PlayerPanel</name>
    <message>
        <source>Sound only</source>
        <translation>Nur Ton</translation>
    </message>
    <message>
        <source>{expression} · sentiment {value}, {word}</source>
        <translation>{expression} · Sentiment {value}, {word}</translation>
    </message>
</context>
<context>
    <name>ProgressStrip</name>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Stop the analysis and keep the results so far (Esc)</source>
        <translation>Analyse beenden und bisherige Ergebnisse behalten (Esc)</translation>
    </message>
    <message>
        <source>Stopping …</source>
        <translation>Wird beendet …</translation>
    </message>
    <message>
        <source>Starting the analysis …</source>
        <translation>Analyse wird gestartet …</translation>
    </message>
</context>
<context>
    <name>ProjectDialog</name>
    <message>
        <source>About this project</source>
        <translation>Über dieses Projekt</translation>
    </message>
    <message>
        <source>Note on consent</source>
        <translation>Vermerk zur Einwilligung</translation>
    </message>
    <message>
        <source>Who agreed to be recorded and analysed, to what, and when. The note stays with the project.</source>
        <translation>Wer wann worin eingewilligt hat: Aufnahme und Analyse. Der Vermerk bleibt beim Projekt.</translation>
    </message>
    <message>
        <source>Consent</source>
        <translation>Einwilligung</translation>
    </message>
    <message>
        <source>{count}, of which {done} analysed</source>
        <translation>{count}, davon {done} analysiert</translation>
    </message>
    <message>
        <source>Place</source>
        <translation>Ort</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>Files</source>
        <translation>Dateien</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>Modelle</translation>
    </message>
</context>
<context>
    <name>ProjectHandlers</name>
    <message>
        <source>New project</source>
        <translation>Neues Projekt</translation>
    </message>
    <message>
        <source>Study</source>
        <translation>Studie</translation>
    </message>
    <message>
        <source>{name} (copy)</source>
        <translation>{name} (Kopie)</translation>
    </message>
    <message>
        <source>Save a copy of the project</source>
        <translation>Kopie des Projekts speichern</translation>
    </message>
    <message>
        <source>The project itself is always saved; choose another name for a copy.</source>
        <translation>Das Projekt selbst ist immer gespeichert; für eine Kopie einen anderen Namen wählen.</translation>
    </message>
    <message>
        <source>A copy was saved as {path}.</source>
        <translation>Eine Kopie wurde als {path} gespeichert.</translation>
    </message>
    <message>
        <source>MIBScope projects</source>
        <translation>MIBScope-Projekte</translation>
    </message>
</context>
<context>
    <name>ProvenanceBar</name>
    <message>
        <source>Expression shown, not what a person feels</source>
        <translation>Gezeigter Ausdruck, nicht das, was ein Mensch fühlt</translation>
    </message>
    <message>
        <source>Device, speech model and checkpoint show with the first file</source>
        <translation>Gerät, Spracherkennung und Checkpoint stehen hier ab der ersten Datei</translation>
    </message>
    <message>
        <source>Device: {device} ({reason})</source>
        <translation>Gerät: {device} ({reason})</translation>
    </message>
    <message>
        <source>Speech: {model}</source>
        <translation>Spracherkennung: {model}</translation>
    </message>
    <message>
        <source>Checkpoint: {name}</source>
        <translation>Checkpoint: {name}</translation>
    </message>
</context>
<context>
    <name>RatePart</name>
    <message>
        <source>Kept / filtered by the bottlenecks</source>
        <translation>Von den Engpässen behalten / gefiltert</translation>
    </message>
    <message>
        <source>Kept: how many nats a modality&apos;s bottleneck lets through (1 nat = 1.44 bits).
Filtered: by how much that is less than the most it lets through anywhere in this
video; a code has no other upper limit.</source>
        <translation>Behalten: wie viele nat der Engpass einer Modalität durchlässt (1 nat = 1.44 bit).
Gefiltert: um wie viel das unter dem Höchsten liegt, das er irgendwo in diesem Video
durchlässt; eine andere Obergrenze hat ein Code nicht.</translation>
    </message>
    <message>
        <source>Nats kept and filtered</source>
        <translation>Behaltene und gefilterte nat</translation>
    </message>
    <message>
        <source>absent</source>
        <translation>fehlt</translation>
    </message>
    <message>
        <source>{modality} absent: {reason}</source>
        <translation>{modality} fehlt: {reason}</translation>
    </message>
    <message>
        <source>{modality} kept {kept}, filtered {filtered}</source>
        <translation>{modality} behalten {kept}, gefiltert {filtered}</translation>
    </message>
    <message>
        <source>Together {together}; the fused code keeps {kept}.</source>
        <translation>Zusammen {together}; der fusionierte Code behält {kept}.</translation>
    </message>
</context>
<context>
    <name>RecentMenu</name>
    <message>
        <source>Open &amp;recent</source>
        <translation>&amp;Zuletzt geöffnet</translation>
    </message>
    <message>
        <source>None yet</source>
        <translation>Noch keine</translation>
    </message>
    <message>
        <source>Forget these</source>
        <translation>Liste leeren</translation>
    </message>
</context>
<context>
    <name>Sentiment</name>
    <message>
        <source>strongly negative</source>
        <translation>stark negativ</translation>
    </message>
    <message>
        <source>negative</source>
        <translation>negativ</translation>
    </message>
    <message>
        <source>slightly negative</source>
        <translation>leicht negativ</translation>
    </message>
    <message>
        <source>neutral</source>
        <translation>neutral</translation>
    </message>
    <message>
        <source>slightly positive</source>
        <translation>leicht positiv</translation>
    </message>
    <message>
        <source>positive</source>
        <translation>positiv</translation>
    </message>
    <message>
        <source>strongly positive</source>
        <translation>stark positiv</translation>
    </message>
</context>
<context>
    <name>SentimentGauge</name>
    <message>
        <source>nothing yet</source>
        <translation>noch nichts</translation>
    </message>
</context>
<context>
    <name>SentimentHistogram</name>
    <message>
        <source>Distribution of the sentiment over time</source>
        <translation>Verteilung des Sentiments über die Zeit</translation>
    </message>
    <message>
        <source>Mean {mean}. Share of the time: {shares}</source>
        <translation>Mittelwert {mean}. Anteil der Zeit: {shares}</translation>
    </message>
</context>
<context>
    <name>SentimentPart</name>
    <message>
        <source>Eight of ten such values lie within the range given.</source>
        <translation>Acht von zehn solchen Werten liegen im angegebenen Bereich.</translation>
    </message>
    <message>
        <source>{word} · was {value}</source>
        <translation>{word} · war {value}</translation>
    </message>
</context>
<context>
    <name>SideCard</name>
    <message>
        <source>Pin this utterance</source>
        <translation>Äußerung anheften</translation>
    </message>
    <message>
        <source>Put the selected utterance at {side}</source>
        <translation>Gewählte Äußerung nach {side} setzen</translation>
    </message>
    <message>
        <source>What stands at {side}</source>
        <translation>Was bei {side} steht</translation>
    </message>
    <message>
        <source>Sentiment of {side}</source>
        <translation>Sentiment von {side}</translation>
    </message>
    <message>
        <source>Choose …</source>
        <translation>Wählen …</translation>
    </message>
    <message>
        <source>Nothing yet</source>
        <translation>Noch nichts</translation>
    </message>
    <message>
        <source>Pin an utterance or choose what {side} shall be.</source>
        <translation>Äußerung anheften oder wählen, was {side} sein soll.</translation>
    </message>
    <message numerus="yes">
        <source>%n utterance(s)</source>
        <translation>
            <numerusform>%n Äußerung</numerusform>
            <numerusform>%n Äußerungen</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>SmallGauge</name>
    <message>
        <source>absent</source>
        <translation>fehlt</translation>
    </message>
</context>
<context>
    <name>Stage</name>
    <message>
        <source>Opening the file</source>
        <translation>Datei wird geöffnet</translation>
    </message>
    <message>
        <source>Loading the models</source>
        <translation>Modelle werden geladen</translation>
    </message>
    <message>
        <source>Writing down the words</source>
        <translation>Worte werden mitgeschrieben</translation>
    </message>
    <message>
        <source>Measuring voice and face</source>
        <translation>Stimme und Gesicht werden gemessen</translation>
    </message>
    <message>
        <source>Predicting</source>
        <translation>Vorhersage läuft</translation>
    </message>
</context>
<context>
    <name>SwapPart</name>
    <message>
        <source>Swap the words</source>
        <translation>Worte tauschen</translation>
    </message>
    <message>
        <source>Keeps voice and face and predicts as if this had been said.</source>
        <translation>Behält Stimme und Gesicht und sagt vorher, als wäre dies gesagt worden.</translation>
    </message>
    <message>
        <source>Other words for this utterance</source>
        <translation>Andere Worte für diese Äußerung</translation>
    </message>
    <message>
        <source>What if something else was said?</source>
        <translation>Und wenn etwas anderes gesagt würde?</translation>
    </message>
    <message>
        <source>Predict</source>
        <translation>Vorhersagen</translation>
    </message>
    <message>
        <source>Predicting …</source>
        <translation>Vorhersage läuft …</translation>
    </message>
</context>
<context>
    <name>Switches</name>
    <message>
        <source>What if …</source>
        <translation>Was wäre, wenn …</translation>
    </message>
    <message>
        <source>Switch a modality off to see the prediction from the others alone.
These are the numbers from which its share is computed.</source>
        <translation>Eine Modalität abschalten und die Vorhersage allein aus den anderen sehen.
Aus diesen Zahlen wird ihr Anteil berechnet.</translation>
    </message>
    <message>
        <source>Reset</source>
        <translation>Zurücksetzen</translation>
    </message>
    <message>
        <source>Back to the prediction of the analysis</source>
        <translation>Zurück zur Vorhersage der Analyse</translation>
    </message>
    <message>
        <source>other words</source>
        <translation>andere Worte</translation>
    </message>
    <message>
        <source>without {modalities}</source>
        <translation>ohne {modalities}</translation>
    </message>
    <message>
        <source>What if: {changes}</source>
        <translation>Was wäre, wenn: {changes}</translation>
    </message>
    <message>
        <source>Absent: {reason}</source>
        <translation>Fehlt: {reason}</translation>
    </message>
    <message>
        <source>Takes part while it is switched on</source>
        <translation>Geht ein, solange eingeschaltet</translation>
    </message>
    <message>
        <source>What the modalities would say without each other was not kept for this utterance.</source>
        <translation>Was die Modalitäten ohne einander sagen würden, wurde für diese Äußerung nicht gespeichert.</translation>
    </message>
</context>
<context>
    <name>Timeline</name>
    <message>
        <source>absent ({reason})</source>
        <translation>fehlt ({reason})</translation>
    </message>
    <message>
        <source>Timeline</source>
        <translation>Zeitleiste</translation>
    </message>
    <message>
        <source>From {start} to {end}. At the playhead: {values}</source>
        <translation>Von {start} bis {end}. An der Abspielposition: {values}</translation>
    </message>
    <message>
        <source>This file has no sound</source>
        <translation>Diese Datei hat keinen Ton</translation>
    </message>
    <message>
        <source>Reading the sound…</source>
        <translation>Ton wird gelesen…</translation>
    </message>
    <message>
        <source>The sound cannot be read</source>
        <translation>Der Ton ist nicht lesbar</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>Zeit</translation>
    </message>
    <message>
        <source>with 80 % band</source>
        <translation>mit 80-%-Band</translation>
    </message>
    <message>
        <source>{value} of −3 to +3, {word}</source>
        <translation>{value} (−3 bis +3), {word}</translation>
    </message>
    <message>
        <source>probability</source>
        <translation>Wahrscheinl.</translation>
    </message>
    <message>
        <source>to the sentiment</source>
        <translation>zum Sentiment</translation>
    </message>
    <message>
        <source>{shares} (from {baseline})</source>
        <translation>{shares} (von {baseline} aus)</translation>
    </message>
    <message>
        <source>0 to {rate} nats</source>
        <translation>0 bis {rate} nat</translation>
    </message>
    <message>
        <source>{rates} nats</source>
        <translation>{rates} nat</translation>
    </message>
    <message>
        <source>±{level} of full scale</source>
        <translation>±{level} (voll = 1)</translation>
    </message>
    <message>
        <source>the file has none</source>
        <translation>die Datei hat keinen</translation>
    </message>
    <message>
        <source>nothing here</source>
        <translation>hier nichts</translation>
    </message>
    <message>
        <source>peak {peak}, mean {mean}</source>
        <translation>Spitze {peak}, Mittel {mean}</translation>
    </message>
    <message>
        <source>silent</source>
        <translation>still</translation>
    </message>
    <message>
        <source>none</source>
        <comment>speech</comment>
        <translation>keine</translation>
    </message>
    <message>
        <source>“{word}”</source>
        <translation>„{word}“</translation>
    </message>
    <message>
        <source>pause between words</source>
        <translation>Pause zwischen Worten</translation>
    </message>
    <message>
        <source>nobody speaks</source>
        <translation>niemand spricht</translation>
    </message>
    <message>
        <source>none</source>
        <comment>face</comment>
        <translation>keines</translation>
    </message>
    <message>
        <source>out of view</source>
        <translation>nicht im Bild</translation>
    </message>
    <message>
        <source>none, they agree</source>
        <translation>keiner, sie stimmen überein</translation>
    </message>
    <message>
        <source>unclear</source>
        <translation>unklar</translation>
    </message>
</context>
<context>
    <name>Transcript</name>
    <message>
        <source>{time}, {words}, sentiment {value}, {word}</source>
        <translation>{time}, {words}, Sentiment {value}, {word}</translation>
    </message>
</context>
<context>
    <name>TranscriptPanel</name>
    <message>
        <source>Transcript</source>
        <translation>Transkript</translation>
    </message>
    <message numerus="yes">
        <source>%n utterance(s)</source>
        <translation>
            <numerusform>%n Äußerung</numerusform>
            <numerusform>%n Äußerungen</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Transport</name>
    <message>
        <source>Volume</source>
        <translation>Lautstärke</translation>
    </message>
    <message>
        <source>Speed</source>
        <translation>Geschwindigkeit</translation>
    </message>
    <message>
        <source>Speed: {times} times</source>
        <translation>Geschwindigkeit: {times}-fach</translation>
    </message>
</context>
<context>
    <name>VideoSurface</name>
    <message>
        <source>Picture</source>
        <translation>Bild</translation>
    </message>
</context>
<context>
    <name>WaterfallPart</name>
    <message>
        <source>Contributions to</source>
        <translation>Beiträge zu</translation>
    </message>
    <message>
        <source>From what is predicted of no input, step by step, to the prediction.
The exact Shapley share of each modality: what it adds on average over all orders
in which modalities can come in. The shares add up to the prediction.
Whiskers: one standard deviation of a share over samples of the bottleneck&apos;s code.</source>
        <translation>Von der Vorhersage ohne Eingabe Schritt für Schritt zur Vorhersage.
Der exakte Shapley-Anteil jeder Modalität: was sie im Mittel über alle Reihenfolgen
hinzufügt, in denen Modalitäten dazukommen können. Die Anteile ergeben zusammen
mit dem Anfangswert die Vorhersage.
Fehlerbalken: eine Standardabweichung eines Anteils über Stichproben des Engpass-Codes.</translation>
    </message>
    <message>
        <source>What the waterfall explains</source>
        <translation>Was das Wasserfalldiagramm erklärt</translation>
    </message>
    <message>
        <source>Sentiment</source>
        <translation>Sentiment</translation>
    </message>
    <message>
        <source>Contributions</source>
        <translation>Beiträge</translation>
    </message>
    <message>
        <source>what if {value}</source>
        <translation>was wäre, wenn: {value}</translation>
    </message>
    <message>
        <source>sentiment</source>
        <translation>Sentiment</translation>
    </message>
    <message>
        <source>Contributions to {output}</source>
        <translation>Beiträge zu {output}</translation>
    </message>
    <message>
        <source>{name} (left out)</source>
        <translation>{name} (ausgelassen)</translation>
    </message>
    <message>
        <source>give or take {spread}</source>
        <translation>plus oder minus {spread}</translation>
    </message>
    <message>
        <source>No input</source>
        <translation>Ohne Eingabe</translation>
    </message>
    <message>
        <source>Prediction</source>
        <translation>Vorhersage</translation>
    </message>
</context>
<context>
    <name>_Handle</name>
    <message>
        <source>Float or dock {panel}</source>
        <translation>{panel} ablösen oder andocken</translation>
    </message>
    <message>
        <source>Close {panel}</source>
        <translation>{panel} schließen</translation>
    </message>
</context>
</TS>
