<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de">
<context>
    <name>AgreementPart</name>
    <message>
        <source>Agreement</source>
        <translation>Übereinstimmung</translation>
    </message>
    <message>
        <source>1: the raters agree wherever they can; 0: no more than by chance. Of utterances that two or more have labelled.</source>
        <translation>1: die Rater stimmen überall überein; 0: nicht mehr als durch Zufall. Von Äußerungen, die zwei oder mehr gelabelt haben.</translation>
    </message>
    <message>
        <source>Whole project</source>
        <translation>Ganzes Projekt</translation>
    </message>
    <message>
        <source>One person only has labelled this file.</source>
        <translation>Diese Datei hat nur eine Person bewertet.</translation>
    </message>
    <message>
        <source>Expression</source>
        <translation>Ausdruck</translation>
    </message>
    <message>
        <source>Alpha</source>
        <translation>Alpha</translation>
    </message>
    <message>
        <source>Kappa</source>
        <translation>Kappa</translation>
    </message>
    <message>
        <source>Krippendorff&apos;s alpha, Cohen&apos;s kappa, ICC(2,1) of absolute agreement and ICC(3,1) of consistency. – not defined: too few, or nothing varies.</source>
        <translation>Krippendorffs Alpha, Cohens Kappa, ICC(2,1) der absoluten Übereinstimmung und ICC(3,1) der Konsistenz. – nicht definiert: zu wenige, oder nichts unterscheidet sich.</translation>
    </message>
    <message>
        <source>Raters: {names}</source>
        <translation>Rater: {names}</translation>
    </message>
    <message numerus="yes">
        <source>Sentiment of %n utterance(s): alpha {alpha}, ICC(2,1) {absolute}, ICC(3,1) {order}</source>
        <translation>
            <numerusform>Sentiment von %n Äußerung: Alpha {alpha}, ICC(2,1) {absolute}, ICC(3,1) {order}</numerusform>
            <numerusform>Sentiment von %n Äußerungen: Alpha {alpha}, ICC(2,1) {absolute}, ICC(3,1) {order}</numerusform>
        </translation>
    </message>
</context>
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
</context>
<context>
    <name>BalanceView</name>
    <message>
        <source>Utterances that train · validate · test.</source>
        <translation>Äußerungen, die trainieren · validieren · testen.</translation>
    </message>
    <message>
        <source>Utterances by what they do</source>
        <translation>Äußerungen nach Aufgabe</translation>
    </message>
    <message>
        <source>Sentiment</source>
        <translation>Sentiment</translation>
    </message>
    <message>
        <source>Expressions</source>
        <translation>Ausdrücke</translation>
    </message>
    <message>
        <source>What is missing</source>
        <translation>Was fehlt</translation>
    </message>
    <message>
        <source>negative</source>
        <translation>negativ</translation>
    </message>
    <message>
        <source>zero</source>
        <translation>null</translation>
    </message>
    <message>
        <source>positive</source>
        <translation>positiv</translation>
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
    <name>CalibrationSign</name>
    <message>
        <source>Look at the camera and speak calmly about anything</source>
        <translation>In die Kamera schauen und ruhig über irgendetwas sprechen</translation>
    </message>
    <message>
        <source>{seconds} s</source>
        <translation>{seconds} s</translation>
    </message>
    <message>
        <source>Calibrated to this person: {what}</source>
        <translation>Auf diese Person kalibriert: {what}</translation>
    </message>
</context>
<context>
    <name>CaptionStrip</name>
    <message>
        <source>Captions</source>
        <translation>Untertitel</translation>
    </message>
    <message>
        <source>What is said appears here.</source>
        <translation>Was gesagt wird, erscheint hier.</translation>
    </message>
</context>
<context>
    <name>ChoiceEditor</name>
    <message>
        <source>{name} (not on this machine)</source>
        <translation>{name} (nicht auf diesem Rechner)</translation>
    </message>
</context>
<context>
    <name>ColumnsDialog</name>
    <message>
        <source>Columns of {name}</source>
        <translation>Spalten von {name}</translation>
    </message>
    <message>
        <source>Read the table</source>
        <translation>Tabelle lesen</translation>
    </message>
    <message>
        <source>Say what each column holds; the rest is not read.</source>
        <translation>Sagen Sie, was jede Spalte enthält; der Rest wird nicht gelesen.</translation>
    </message>
    <message>
        <source>not read</source>
        <translation>nicht gelesen</translation>
    </message>
    <message>
        <source>The first lines</source>
        <translation>Die ersten Zeilen</translation>
    </message>
    <message>
        <source>Two columns cannot hold the same.</source>
        <translation>Zwei Spalten können nicht dasselbe enthalten.</translation>
    </message>
    <message>
        <source>Which columns say when: start and end, or the utterance&apos;s number?</source>
        <translation>Welche Spalten sagen, wann: Anfang und Ende, oder die Nummer der Äußerung?</translation>
    </message>
    <message>
        <source>Which column holds the labels?</source>
        <translation>Welche Spalte enthält die Labels?</translation>
    </message>
    <message>
        <source>start (s)</source>
        <translation>Anfang (s)</translation>
    </message>
    <message>
        <source>end (s)</source>
        <translation>Ende (s)</translation>
    </message>
    <message>
        <source>start (ms)</source>
        <translation>Anfang (ms)</translation>
    </message>
    <message>
        <source>end (ms)</source>
        <translation>Ende (ms)</translation>
    </message>
    <message>
        <source>utterance, from 0</source>
        <translation>Äußerung, ab 0</translation>
    </message>
    <message>
        <source>recording</source>
        <translation>Aufnahme</translation>
    </message>
    <message>
        <source>rater</source>
        <translation>Bewerter</translation>
    </message>
    <message>
        <source>sentiment, −3 to 3</source>
        <translation>Sentiment, −3 bis 3</translation>
    </message>
    <message>
        <source>expressions, by name</source>
        <translation>Ausdrücke, mit Namen</translation>
    </message>
    <message>
        <source>{emotion}, 1 or 0</source>
        <translation>{emotion}, 1 oder 0</translation>
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
        <source>&amp;Live</source>
        <translation>&amp;Live</translation>
    </message>
    <message>
        <source>Start or &amp;stop</source>
        <translation>Starten ode&amp;r stoppen</translation>
    </message>
    <message>
        <source>&amp;Record</source>
        <translation>Auf&amp;nehmen</translation>
    </message>
    <message>
        <source>&amp;Pause the recording</source>
        <translation>Aufnahme &amp;anhalten</translation>
    </message>
    <message>
        <source>&amp;Freeze</source>
        <translation>&amp;Einfrieren</translation>
    </message>
    <message>
        <source>&amp;Mark…</source>
        <translation>&amp;Markieren…</translation>
    </message>
    <message>
        <source>Cali&amp;brate to this person</source>
        <translation>Auf diese Person kali&amp;brieren</translation>
    </message>
    <message>
        <source>&amp;Undo the calibration</source>
        <translation>Kalibrierung &amp;zurücknehmen</translation>
    </message>
    <message>
        <source>M&amp;irror</source>
        <translation>&amp;Spiegeln</translation>
    </message>
    <message>
        <source>Face m&amp;esh</source>
        <translation>&amp;Gesichtsnetz</translation>
    </message>
    <message>
        <source>T&amp;raining</source>
        <translation>T&amp;raining</translation>
    </message>
    <message>
        <source>&amp;Train a model</source>
        <translation>Ein Modell &amp;trainieren</translation>
    </message>
    <message>
        <source>&amp;Pause or go on</source>
        <translation>&amp;Pausieren oder fortsetzen</translation>
    </message>
    <message>
        <source>&amp;Keep the best so far</source>
        <translation>Das &amp;Beste bisher behalten</translation>
    </message>
    <message>
        <source>E&amp;nd at once</source>
        <translation>Sofort b&amp;eenden</translation>
    </message>
    <message>
        <source>&amp;Use this model</source>
        <translation>Dieses Modell &amp;verwenden</translation>
    </message>
    <message>
        <source>St&amp;op predicting</source>
        <translation>Vorhersagen an&amp;halten</translation>
    </message>
    <message>
        <source>&amp;Back to the model before</source>
        <translation>&amp;Zurück zum Modell davor</translation>
    </message>
    <message>
        <source>&amp;Compare</source>
        <translation>Ver&amp;gleichen</translation>
    </message>
    <message>
        <source>E&amp;xport the model…</source>
        <translation>Modell e&amp;xportieren …</translation>
    </message>
    <message>
        <source>&amp;Delete the run…</source>
        <translation>Lauf &amp;löschen …</translation>
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
        <source>&amp;Camera and microphone</source>
        <translation>Kamera &amp;und Mikrofon</translation>
    </message>
    <message>
        <source>Compac&amp;t</source>
        <translation>&amp;Kompakt</translation>
    </message>
    <message>
        <source>Look &amp;at the data…</source>
        <translation>&amp;Daten ansehen …</translation>
    </message>
    <message>
        <source>Detai&amp;ls of the comparison</source>
        <translation>Ei&amp;nzelheiten des Vergleichs</translation>
    </message>
    <message>
        <source>What is shown as &amp;table (CSV)…</source>
        <translation>Gezeigtes als T&amp;abelle (CSV) …</translation>
    </message>
    <message>
        <source>What is shown as p&amp;icture (PNG)…</source>
        <translation>Gezeigtes als B&amp;ild (PNG) …</translation>
    </message>
    <message>
        <source>What is shown as dra&amp;wing (SVG)…</source>
        <translation>Gezeigtes als Zei&amp;chnung (SVG) …</translation>
    </message>
    <message>
        <source>I&amp;mport a model…</source>
        <translation>Modell i&amp;mportieren …</translation>
    </message>
    <message>
        <source>&amp;Tools</source>
        <translation>W&amp;erkzeuge</translation>
    </message>
    <message>
        <source>&amp;Settings…</source>
        <translation>&amp;Einstellungen…</translation>
    </message>
    <message>
        <source>&amp;Models…</source>
        <translation>&amp;Modelle…</translation>
    </message>
    <message>
        <source>&amp;Log and diagnostics…</source>
        <translation>&amp;Protokoll und Diagnose…</translation>
    </message>
    <message>
        <source>&amp;Keys…</source>
        <translation>&amp;Tasten…</translation>
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
        <source>&amp;Name the person…</source>
        <translation>Person &amp;benennen…</translation>
    </message>
    <message>
        <source>N&amp;ote…</source>
        <translation>Noti&amp;z…</translation>
    </message>
    <message>
        <source>&amp;Copy the words</source>
        <translation>Worte &amp;kopieren</translation>
    </message>
    <message>
        <source>Copy with &amp;time</source>
        <translation>Mit Z&amp;eit kopieren</translation>
    </message>
    <message>
        <source>&amp;Find…</source>
        <translation>S&amp;uchen…</translation>
    </message>
    <message>
        <source>Find ne&amp;xt</source>
        <translation>Nächsten Treffer &amp;suchen</translation>
    </message>
    <message>
        <source>Find &amp;previous</source>
        <translation>&amp;Vorherigen Treffer suchen</translation>
    </message>
    <message>
        <source>Fo&amp;llow the playhead</source>
        <translation>Der Abspielposition &amp;folgen</translation>
    </message>
    <message>
        <source>La&amp;bels</source>
        <translation>Label&amp;s</translation>
    </message>
    <message>
        <source>More &amp;positive</source>
        <translation>&amp;Positiver</translation>
    </message>
    <message>
        <source>More &amp;negative</source>
        <translation>&amp;Negativer</translation>
    </message>
    <message>
        <source>&amp;Expressions</source>
        <translation>&amp;Ausdrücke</translation>
    </message>
    <message>
        <source>Neutral</source>
        <translation>Neutral</translation>
    </message>
    <message>
        <source>Happy</source>
        <translation>Freude</translation>
    </message>
    <message>
        <source>Sad</source>
        <translation>Trauer</translation>
    </message>
    <message>
        <source>Angry</source>
        <translation>Ärger</translation>
    </message>
    <message>
        <source>Fear</source>
        <translation>Angst</translation>
    </message>
    <message>
        <source>Disgust</source>
        <translation>Ekel</translation>
    </message>
    <message>
        <source>Surprise</source>
        <translation>Überraschung</translation>
    </message>
    <message>
        <source>None of them</source>
        <translation>Keiner davon</translation>
    </message>
    <message>
        <source>&amp;Remove the label</source>
        <translation>Label &amp;entfernen</translation>
    </message>
    <message>
        <source>Next &amp;without a label</source>
        <translation>Nächste &amp;ohne Label</translation>
    </message>
    <message>
        <source>Pre&amp;vious without a label</source>
        <translation>&amp;Vorige ohne Label</translation>
    </message>
    <message>
        <source>&amp;Suggest what to label next</source>
        <translation>Vorsch&amp;lagen, was als Nächstes zu labeln ist</translation>
    </message>
    <message>
        <source>&amp;Drop the suggestions</source>
        <translation>Vorschläge ver&amp;werfen</translation>
    </message>
    <message>
        <source>Label &amp;blind</source>
        <translation>&amp;Blind labeln</translation>
    </message>
    <message>
        <source>&amp;Import labels…</source>
        <translation>Labels &amp;importieren …</translation>
    </message>
    <message>
        <source>E&amp;xport labels…</source>
        <translation>Labels e&amp;xportieren …</translation>
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
    <name>CompactView</name>
    <message>
        <source>MIBScope live</source>
        <translation>MIBScope live</translation>
    </message>
    <message>
        <source>Nothing to go by yet</source>
        <translation>Noch keine Anhaltspunkte</translation>
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
        <source>Labelling blind: sides appear here once you have labelled the whole video.</source>
        <translation>Blindes Labeln: Seiten erscheinen hier, sobald das ganze Video gelabelt ist.</translation>
    </message>
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
    <name>Comparison</name>
    <message>
        <source>mean error</source>
        <translation>mittlerer Fehler</translation>
    </message>
    <message>
        <source>correlation</source>
        <translation>Korrelation</translation>
    </message>
    <message>
        <source>share that is right</source>
        <translation>Anteil richtig</translation>
    </message>
    <message>
        <source>share in 80 % intervals</source>
        <translation>Anteil in 80-%-Bereichen</translation>
    </message>
    <message>
        <source>calibration error</source>
        <translation>Kalibrierungsfehler</translation>
    </message>
    <message>
        <source>better</source>
        <translation>besser</translation>
    </message>
    <message>
        <source>worse</source>
        <translation>schlechter</translation>
    </message>
    <message>
        <source>no difference</source>
        <translation>kein Unterschied</translation>
    </message>
    <message>
        <source>too few utterances to tell</source>
        <translation>zu wenige Äußerungen, um es zu sagen</translation>
    </message>
    <message>
        <source>better on {about} by {size}</source>
        <translation>besser bei {about} um {size}</translation>
    </message>
    <message>
        <source>worse on {about} by {size}</source>
        <translation>schlechter bei {about} um {size}</translation>
    </message>
    <message>
        <source>no difference on {about}</source>
        <translation>kein Unterschied bei {about}</translation>
    </message>
    <message>
        <source>too few utterances to tell on {about}</source>
        <translation>zu wenige Äußerungen, um es zu sagen, bei {about}</translation>
    </message>
    <message>
        <source>sentiment</source>
        <translation>Sentiment</translation>
    </message>
    <message>
        <source>expression</source>
        <translation>Ausdruck</translation>
    </message>
    <message>
        <source>nothing could be compared</source>
        <translation>nichts ließ sich vergleichen</translation>
    </message>
</context>
<context>
    <name>ComparisonDialog</name>
    <message>
        <source>{other} against {one}</source>
        <translation>{other} gegen {one}</translation>
    </message>
    <message>
        <source>Differences</source>
        <translation>Unterschiede</translation>
    </message>
    <message>
        <source>People and videos</source>
        <translation>Personen und Videos</translation>
    </message>
    <message>
        <source>Trust</source>
        <translation>Verlass</translation>
    </message>
    <message>
        <source>Words, voice, face</source>
        <translation>Worte, Stimme, Gesicht</translation>
    </message>
    <message numerus="yes">
        <source>On %n labelled utterance(s), by a paired bootstrap.</source>
        <translation>
            <numerusform>An %n Äußerung mit Label, durch gepaartes Bootstrap.</numerusform>
            <numerusform>An %n Äußerungen mit Labels, durch gepaartes Bootstrap.</numerusform>
        </translation>
    </message>
    <message>
        <source>As table (CSV)…</source>
        <translation>Als Tabelle (CSV) …</translation>
    </message>
    <message>
        <source>As JSON…</source>
        <translation>Als JSON …</translation>
    </message>
    <message>
        <source>change</source>
        <translation>Änderung</translation>
    </message>
    <message>
        <source>95 % interval</source>
        <translation>95-%-Bereich</translation>
    </message>
    <message>
        <source>so</source>
        <translation>also</translation>
    </message>
    <message>
        <source>person or video</source>
        <translation>Person oder Video</translation>
    </message>
    <message>
        <source>nats through its bottleneck</source>
        <translation>nat durch seinen Engpass</translation>
    </message>
    <message>
        <source>share of what moves the sentiment</source>
        <translation>Anteil an dem, was das Sentiment bewegt</translation>
    </message>
    <message>
        <source>Shares are mean sizes of Shapley values over the compared utterances.</source>
        <translation>Anteile sind mittlere Beträge der Shapley-Werte über die verglichenen Äußerungen.</translation>
    </message>
    <message>
        <source>of</source>
        <translation>von</translation>
    </message>
    <message>
        <source>figure</source>
        <translation>Größe</translation>
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
    <name>ConfusionChart</name>
    <message>
        <source>Confusion of the expressions</source>
        <translation>Verwechslungen der Ausdrücke</translation>
    </message>
    <message>
        <source>{name}: {right} of {all} right</source>
        <translation>{name}: {right} von {all} richtig</translation>
    </message>
</context>
<context>
    <name>ConfusionView</name>
    <message>
        <source>No validation utterance has a single expression as its label.</source>
        <translation>Keine Äußerung der Validierung hat einen einzelnen Ausdruck als Label.</translation>
    </message>
    <message>
        <source>Rows: what people say. Columns: the likeliest prediction, before calibration. Shares are of the row. Right: {right} of {total} ({share}).</source>
        <translation>Zeilen: was Menschen sagen. Spalten: die wahrscheinlichste Vorhersage, vor der Kalibrierung. Anteile sind die der Zeile. Richtig: {right} von {total} ({share}).</translation>
    </message>
    <message>
        <source>{drawn} of {total} utterances, drawn with a fixed seed.</source>
        <translation>{drawn} von {total} Äußerungen, mit festem Startwert gezogen.</translation>
    </message>
</context>
<context>
    <name>DataDialog</name>
    <message>
        <source>Data</source>
        <translation>Daten</translation>
    </message>
    <message>
        <source>Read again</source>
        <translation>Neu lesen</translation>
    </message>
    <message>
        <source>Balance and splits</source>
        <translation>Verteilung und Aufteilung</translation>
    </message>
    <message>
        <source>Utterances</source>
        <translation>Äußerungen</translation>
    </message>
    <message>
        <source>What stands out</source>
        <translation>Was auffällt</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Reading the data…</source>
        <translation>Die Daten werden gelesen …</translation>
    </message>
    <message>
        <source>Nothing was read</source>
        <translation>Nichts wurde gelesen</translation>
    </message>
    <message numerus="yes">
        <source>%n utterance(s)</source>
        <translation>
            <numerusform>%n Äußerung</numerusform>
            <numerusform>%n Äußerungen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n video(s) or people</source>
        <translation>
            <numerusform>%n Video oder Person</numerusform>
            <numerusform>%n Videos oder Personen</numerusform>
        </translation>
    </message>
    <message>
        <source>{count} without {modality}</source>
        <translation>{count} ohne {modality}</translation>
    </message>
</context>
<context>
    <name>DataSection</name>
    <message>
        <source>Labels</source>
        <translation>Labels</translation>
    </message>
    <message>
        <source>Balance of the labels</source>
        <translation>Verteilung der Labels</translation>
    </message>
    <message>
        <source>Add clips</source>
        <translation>Clips hinzufügen</translation>
    </message>
    <message>
        <source>The project “{name}”</source>
        <translation>Das Projekt „{name}“</translation>
    </message>
    <message>
        <source>No project</source>
        <translation>Kein Projekt</translation>
    </message>
    <message numerus="yes">
        <source>%n labelled utterance(s)</source>
        <translation>
            <numerusform>%n Äußerung mit Label</numerusform>
            <numerusform>%n Äußerungen mit Labels</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n rater(s)</source>
        <translation>
            <numerusform>%n Bewerter</numerusform>
            <numerusform>%n Bewerter</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n named person(s)</source>
        <translation>
            <numerusform>%n benannte Person</numerusform>
            <numerusform>%n benannte Personen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>and %n more file(s)</source>
        <translation>
            <numerusform>und %n weitere Datei</numerusform>
            <numerusform>und %n weitere Dateien</numerusform>
        </translation>
    </message>
    <message>
        <source>negative</source>
        <translation>negativ</translation>
    </message>
    <message>
        <source>near zero</source>
        <translation>nahe null</translation>
    </message>
    <message>
        <source>positive</source>
        <translation>positiv</translation>
    </message>
    <message>
        <source>A folder with labels.csv…</source>
        <translation>Ein Ordner mit labels.csv …</translation>
    </message>
    <message>
        <source>A table or a data set…</source>
        <translation>Eine Tabelle oder ein Datensatz …</translation>
    </message>
    <message>
        <source>A folder of clips with their labels</source>
        <translation>Ein Ordner mit Clips und ihren Labels</translation>
    </message>
    <message>
        <source>Labelled data ({pattern})</source>
        <translation>Daten mit Labels ({pattern})</translation>
    </message>
    <message>
        <source>A table of clips, or a data set</source>
        <translation>Eine Tabelle von Clips oder ein Datensatz</translation>
    </message>
    <message>
        <source>Leave {name} out</source>
        <translation>{name} weglassen</translation>
    </message>
</context>
<context>
    <name>DesignSection</name>
    <message>
        <source>The new model</source>
        <translation>Das neue Modell</translation>
    </message>
    <message>
        <source>Its features and sizes are those of the default one.</source>
        <translation>Merkmale und Größen sind die des mitgelieferten.</translation>
    </message>
    <message>
        <source>My own</source>
        <translation>Eigene Wahl</translation>
    </message>
    <message>
        <source>Variant</source>
        <translation>Variante</translation>
    </message>
    <message>
        <source>Fusion</source>
        <translation>Fusion</translation>
    </message>
    <message>
        <source>Constraint</source>
        <translation>Schranke</translation>
    </message>
    <message>
        <source>Both sentiment and expressions must be labelled; some hundred labels.</source>
        <translation>Sentiment und Ausdruck brauchen beide Labels, einige Hundert.</translation>
    </message>
    <message>
        <source>Beta</source>
        <translation>Beta</translation>
    </message>
    <message>
        <source>What it reads</source>
        <translation>Was es liest</translation>
    </message>
</context>
<context>
    <name>DeviceBox</name>
    <message>
        <source>Device</source>
        <translation>Gerät</translation>
    </message>
</context>
<context>
    <name>DiagnosticsDialog</name>
    <message>
        <source>Log and diagnostics</source>
        <translation>Protokoll und Diagnose</translation>
    </message>
    <message>
        <source>What works on this machine</source>
        <translation>Was auf diesem Rechner funktioniert</translation>
    </message>
    <message>
        <source>Log of this run</source>
        <translation>Protokoll seit dem Start</translation>
    </message>
    <message>
        <source>Nothing was logged so far: nothing went wrong.</source>
        <translation>Bisher wurde nichts protokolliert: Nichts ist schiefgegangen.</translation>
    </message>
    <message>
        <source>Check again</source>
        <translation>Erneut prüfen</translation>
    </message>
    <message>
        <source>Copy all</source>
        <translation>Alles kopieren</translation>
    </message>
    <message>
        <source>Save…</source>
        <translation>Speichern…</translation>
    </message>
    <message>
        <source>This machine</source>
        <translation>Dieser Rechner</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>Protokoll</translation>
    </message>
    <message>
        <source>Parts of the report</source>
        <translation>Teile des Berichts</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>For a report of an error. Nothing is sent: copy it, read it, and pass it on yourself. Your home folder is written as ~; names of your files are in it as they are.</source>
        <translation>Für die Meldung eines Fehlers. Nichts wird gesendet: kopieren, lesen und selbst weitergeben. Der persönliche Ordner ist als ~ geschrieben; Namen von Dateien stehen darin, wie sie sind.</translation>
    </message>
    <message>
        <source>Looking at devices, models, cameras and microphones …</source>
        <translation>Geräte, Modelle, Kameras und Mikrofone werden geprüft …</translation>
    </message>
    <message>
        <source>Copied.</source>
        <translation>Kopiert.</translation>
    </message>
    <message>
        <source>Save log and diagnostics</source>
        <translation>Protokoll und Diagnose speichern</translation>
    </message>
    <message>
        <source>{path} could not be written: {reason}</source>
        <translation>{path} konnte nicht geschrieben werden: {reason}</translation>
    </message>
    <message>
        <source>Choose another folder.</source>
        <translation>Einen anderen Ordner wählen.</translation>
    </message>
    <message>
        <source>Saved to {path}.</source>
        <translation>Gespeichert als {path}.</translation>
    </message>
</context>
<context>
    <name>DivisionView</name>
    <message>
        <source>as advised</source>
        <translation>wie empfohlen</translation>
    </message>
    <message>
        <source>Draw again</source>
        <translation>Neu auslosen</translation>
    </message>
    <message>
        <source>As it was drawn</source>
        <translation>Wie ausgelost</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>Startwert</translation>
    </message>
    <message>
        <source>Validation</source>
        <translation>Validierung</translation>
    </message>
    <message>
        <source>Test</source>
        <translation>Test</translation>
    </message>
    <message>
        <source>Keys for the selected rows: 1 trains, 2 validates, 3 tests, 0 leaves out. A double click or F2 opens the choice. What you moved is in colour; nobody is ever in two splits.</source>
        <translation>Tasten für die ausgewählten Zeilen: 1 trainiert, 2 validiert, 3 testet, 0 lässt aus. Ein Doppelklick oder F2 öffnet die Auswahl. Was Sie verschoben haben, ist farbig; niemand ist je in zwei Teilen.</translation>
    </message>
</context>
<context>
    <name>Doubts</name>
    <message numerus="yes">
        <source>These utterances are of %n person(s) or video(s): with others it may be otherwise.</source>
        <translation>
            <numerusform>Diese Äußerungen sind von %n Person oder Video: Bei anderen kann es anders sein.</numerusform>
            <numerusform>Diese Äußerungen sind von %n Personen oder Videos: Bei anderen kann es anders sein.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Too few utterances to tell of {about}: about %n would do.</source>
        <translation>
            <numerusform>Zu wenige Äußerungen für {about}: Etwa %n würde genügen.</numerusform>
            <numerusform>Zu wenige Äußerungen für {about}: Etwa %n würden genügen.</numerusform>
        </translation>
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
    <message>
        <source>Note</source>
        <translation>Notiz</translation>
    </message>
    <message>
        <source>The edit cannot be written to the project: {error}.</source>
        <translation>Die Änderung kann nicht in das Projekt geschrieben werden: {error}.</translation>
    </message>
    <message>
        <source>Free some space, then make it again. Nothing else was lost.</source>
        <translation>Platz schaffen und noch einmal versuchen. Sonst ging nichts verloren.</translation>
    </message>
    <message>
        <source>Label the sentiment</source>
        <translation>Sentiment labeln</translation>
    </message>
    <message>
        <source>Label the expressions</source>
        <translation>Ausdrücke labeln</translation>
    </message>
    <message>
        <source>Remove a label</source>
        <translation>Label entfernen</translation>
    </message>
    <message>
        <source>Import labels</source>
        <translation>Labels importieren</translation>
    </message>
    <message>
        <source>Marked moments</source>
        <translation>Markierte Augenblicke</translation>
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
    <name>EmotionLabel</name>
    <message>
        <source>none shown</source>
        <translation>keiner</translation>
    </message>
    <message>
        <source>Expressions: not labelled</source>
        <translation>Ausdrücke: nicht gelabelt</translation>
    </message>
    <message>
        <source>Expressions</source>
        <translation>Ausdrücke</translation>
    </message>
    <message>
        <source>Key {keys}</source>
        <translation>Taste {keys}</translation>
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
        <source>Recent projects</source>
        <translation>Zuletzt geöffnete Projekte</translation>
    </message>
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
        <source>Use the camera…</source>
        <translation>Kamera verwenden…</translation>
    </message>
    <message>
        <source>Predictions while you speak; nothing is recorded</source>
        <translation>Vorhersagen während des Sprechens; nichts wird aufgenommen</translation>
    </message>
    <message>
        <source>Open the demo</source>
        <translation>Demo öffnen</translation>
    </message>
    <message>
        <source>One sentence, spoken six times with six expressions</source>
        <translation>Ein Satz, sechsmal mit sechs verschiedenen Ausdrücken gesprochen</translation>
    </message>
    <message>
        <source>The models of an analysis are not on this machine yet.</source>
        <translation>Die Modelle für eine Analyse sind noch nicht auf diesem Rechner.</translation>
    </message>
    <message>
        <source>Fetch the models…</source>
        <translation>Modelle holen…</translation>
    </message>
    <message>
        <source>Open the project {name}</source>
        <translation>Projekt {name} öffnen</translation>
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
    <message>
        <source>There is no sound.</source>
        <translation>Es gibt keinen Ton.</translation>
    </message>
    <message>
        <source>There is no picture.</source>
        <translation>Es gibt kein Bild.</translation>
    </message>
    <message>
        <source>Too little speech was heard, at least four seconds are needed.</source>
        <translation>Es war zu wenig Sprache zu hören, mindestens vier Sekunden sind nötig.</translation>
    </message>
    <message>
        <source>No face was in view for long enough, four seconds are needed.</source>
        <translation>Kein Gesicht war lange genug zu sehen, vier Sekunden sind nötig.</translation>
    </message>
    <message>
        <source>What is neutral to this model is not known.</source>
        <translation>Was für dieses Modell neutral ist, ist nicht bekannt.</translation>
    </message>
    <message>
        <source>On people this model had not met, it did not help.</source>
        <translation>Bei Personen, die dieses Modell nicht kannte, half es nicht.</translation>
    </message>
    <message>
        <source>Heads only</source>
        <translation>Nur die Köpfe</translation>
    </message>
    <message>
        <source>Fusion and heads</source>
        <translation>Fusion und Köpfe</translation>
    </message>
    <message>
        <source>Everything, slowly</source>
        <translation>Alles, langsam</translation>
    </message>
    <message>
        <source>Learns anew how evidence becomes a sentiment and emotions; what is heard, seen and read stays as it is. For a few dozen labels: people who use the scale differently, another setting. Takes seconds. Compare it on people who were not labelled.</source>
        <translation>Lernt neu, wie aus Hinweisen ein Sentiment und Ausdrücke werden; was gehört, gesehen und gelesen wird, bleibt, wie es ist. Für einige Dutzend Labels: Menschen, die die Skala anders nutzen, eine andere Umgebung. Dauert Sekunden. An Menschen vergleichen, die nicht gelabelt wurden.</translation>
    </message>
    <message>
        <source>Also learns how words, voice and face are weighed against each other. For some hundred labels. What each of them contributes may change.</source>
        <translation>Lernt auch, wie Worte, Stimme und Gesicht gegeneinander gewichtet werden. Für einige hundert Labels. Was sie jeweils beitragen, kann sich ändern.</translation>
    </message>
    <message>
        <source>Every part learns, with a low learning rate; the standardisation of the features stays. For a thousand labels of several people. With fewer it learns the people by heart, and validation ends it early.</source>
        <translation>Jeder Teil lernt, mit niedriger Lernrate; die Standardisierung der Merkmale bleibt. Für tausend Labels mehrerer Menschen. Bei weniger lernt es die Menschen auswendig, und die Validierung beendet es früh.</translation>
    </message>
    <message>
        <source>Complete</source>
        <translation>Vollständig</translation>
    </message>
    <message>
        <source>Experts</source>
        <translation>Experten</translation>
    </message>
    <message>
        <source>One bottleneck</source>
        <translation>Ein Engpass</translation>
    </message>
    <message>
        <source>As the default checkpoint: a bottleneck on words, voice and face and one on what they give together. It tells how much each of them lets through.</source>
        <translation>Wie das mitgelieferte Modell: ein Engpass auf Worten, Stimme und Gesicht und einer auf dem, was sie zusammen ergeben. Es sagt, wie viel jeder von ihnen durchlässt.</translation>
    </message>
    <message>
        <source>A bottleneck on each; what they are sure of weighs more. Few weights, and a missing voice or face leaves the others as they are.</source>
        <translation>Ein Engpass auf jedem; wessen sie sicher sind, das wiegt mehr. Wenige Gewichte, und fehlt Stimme oder Gesicht, bleiben die anderen, wie sie sind.</translation>
    </message>
    <message>
        <source>Only what they give together is compressed. Nothing is told of what each one lets through.</source>
        <translation>Nur was sie zusammen ergeben, wird verdichtet. Was jeder durchlässt, wird nicht gesagt.</translation>
    </message>
    <message>
        <source>Bottlenecks on every modality and on the fused vector.</source>
        <translation>Engpässe auf jeder Modalität und auf dem gemeinsamen Vektor.</translation>
    </message>
    <message>
        <source>Bottlenecks on every modality only.</source>
        <translation>Engpässe nur auf jeder Modalität.</translation>
    </message>
    <message>
        <source>A bottleneck on the fused vector only.</source>
        <translation>Ein Engpass nur auf dem gemeinsamen Vektor.</translation>
    </message>
    <message>
        <source>Side by side, weighed by a layer: simple, and the paper&apos;s choice.</source>
        <translation>Nebeneinander, von einer Schicht gewichtet: einfach, und die Wahl der Veröffentlichung.</translation>
    </message>
    <message>
        <source>Their sum: the fewest weights.</source>
        <translation>Ihre Summe: die wenigsten Gewichte.</translation>
    </message>
    <message>
        <source>Their product, entry by entry.</source>
        <translation>Ihr Produkt, Eintrag für Eintrag.</translation>
    </message>
    <message>
        <source>All products of their entries: the most weights, for many labels.</source>
        <translation>Alle Produkte ihrer Einträge: die meisten Gewichte, für viele Labels.</translation>
    </message>
    <message>
        <source>All products, by a weight tensor of low rank.</source>
        <translation>Alle Produkte, durch einen Gewichtstensor von niedrigem Rang.</translation>
    </message>
    <message>
        <source>Pairs and all three as nodes, weighed by attention.</source>
        <translation>Paare und alle drei als Knoten, nach Aufmerksamkeit gewichtet.</translation>
    </message>
    <message>
        <source>The product of their Gaussians; for L-MIB only.</source>
        <translation>Das Produkt ihrer Normalverteilungen; nur für L-MIB.</translation>
    </message>
    <message>
        <source>Bounds the information itself; the paper&apos;s. Start with beta 0.01.</source>
        <translation>Begrenzt die Information selbst; die der Veröffentlichung. Beginnen Sie mit Beta 0,01.</translation>
    </message>
    <message>
        <source>The batch of z is held near the prior by a kernel.</source>
        <translation>Die z eines Schritts werden durch einen Kern nahe an der Grundverteilung gehalten.</translation>
    </message>
    <message>
        <source>Only the covariance of z is held near the prior&apos;s.</source>
        <translation>Nur die Kovarianz von z wird nahe an der der Grundverteilung gehalten.</translation>
    </message>
    <message>
        <source>z shall not correlate with x.</source>
        <translation>z soll nicht mit x korrelieren.</translation>
    </message>
    <message>
        <source>z shall be far from x.</source>
        <translation>z soll weit von x liegen.</translation>
    </message>
    <message>
        <source>z shall point elsewhere than x.</source>
        <translation>z soll anderswohin zeigen als x.</translation>
    </message>
    <message>
        <source>How dear information is: more keeps the bottlenecks narrow, which helps with noise and few labels; less lets the model see more.</source>
        <translation>Wie teuer Information ist: mehr hält die Engpässe schmal, was bei Rauschen und wenigen Labels hilft; weniger lässt das Modell mehr sehen.</translation>
    </message>
    <message>
        <source>downloading</source>
        <translation>wird heruntergeladen</translation>
    </message>
    <message>
        <source>unpacking</source>
        <translation>wird entpackt</translation>
    </message>
    <message>
        <source>making</source>
        <translation>wird hergestellt</translation>
    </message>
    <message>
        <source>checking</source>
        <translation>wird geprüft</translation>
    </message>
    <message>
        <source>exporting</source>
        <translation>wird geschrieben</translation>
    </message>
    <message>
        <source>importing</source>
        <translation>wird übernommen</translation>
    </message>
    <message>
        <source>another process is fetching this</source>
        <translation>ein anderer Prozess holt es gerade</translation>
    </message>
</context>
<context>
    <name>EpochBar</name>
    <message>
        <source>Fold</source>
        <translation>Durchgang</translation>
    </message>
    <message>
        <source>Folds that ended earlier are shown as they ended</source>
        <translation>Durchgänge, die früher endeten, werden so gezeigt, wie sie endeten</translation>
    </message>
    <message>
        <source>Epoch</source>
        <translation>Epoche</translation>
    </message>
    <message>
        <source>Epoch: 0 is the start</source>
        <translation>Epoche: 0 ist der Anfang</translation>
    </message>
    <message>
        <source>Latest</source>
        <translation>Neueste</translation>
    </message>
    <message>
        <source>Follow the latest epoch</source>
        <translation>Der neuesten Epoche folgen</translation>
    </message>
    <message>
        <source>All folds</source>
        <translation>Alle Durchgänge</translation>
    </message>
    <message>
        <source>Fold {number}</source>
        <translation>Durchgang {number}</translation>
    </message>
    <message>
        <source>epoch {epoch}</source>
        <translation>Epoche {epoch}</translation>
    </message>
    <message>
        <source>at the start</source>
        <translation>am Anfang</translation>
    </message>
    <message>
        <source>the best</source>
        <translation>die beste</translation>
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
        <source>The process ended unexpectedly.</source>
        <translation>Der Prozess endete unerwartet.</translation>
    </message>
    <message>
        <source>Try again.</source>
        <translation>Erneut versuchen.</translation>
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
    <message>
        <source>The training “{name}” ended unexpectedly.</source>
        <translation>Das Training „{name}“ endete unerwartet.</translation>
    </message>
    <message>
        <source>The models could not be compared.</source>
        <translation>Die Modelle konnten nicht verglichen werden.</translation>
    </message>
    <message>
        <source>The model could not be taken in.</source>
        <translation>Das Modell konnte nicht aufgenommen werden.</translation>
    </message>
    <message>
        <source>The data could not be looked at.</source>
        <translation>Die Daten konnten nicht angesehen werden.</translation>
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
    <name>HealthLine</name>
    <message>
        <source>Sound level</source>
        <translation>Tonpegel</translation>
    </message>
    <message>
        <source>Finishing: {left} s of sound are still to be read</source>
        <translation>Abschluss: {left} s Ton sind noch auszuwerten</translation>
    </message>
    <message>
        <source>{n} pictures/s</source>
        <translation>{n} Bilder/s</translation>
    </message>
    <message>
        <source>{n} faces/s</source>
        <translation>{n} Gesichter/s</translation>
    </message>
    <message>
        <source>{n} predictions/s</source>
        <translation>{n} Vorhersagen/s</translation>
    </message>
    <message>
        <source>delay: {delays}</source>
        <translation>Verzögerung: {delays}</translation>
    </message>
    <message>
        <source>{model} {factor} × real time</source>
        <translation>{model} {factor} × Echtzeit</translation>
    </message>
    <message>
        <source>{n} pictures not looked at for faces</source>
        <translation>{n} Bilder nicht nach Gesichtern abgesucht</translation>
    </message>
    <message>
        <source>{n} s of sound still to be transcribed</source>
        <translation>{n} s Ton noch nicht verschriftlicht</translation>
    </message>
    <message>
        <source>{n} pictures dropped by the camera</source>
        <translation>{n} Bilder von der Kamera ausgelassen</translation>
    </message>
    <message>
        <source>clock of the sound device: {ppm} ppm, corrected</source>
        <translation>Uhr des Tongeräts: {ppm} ppm, berichtigt</translation>
    </message>
    <message>
        <source>{n} s of sound lost by the device</source>
        <translation>{n} s Ton vom Gerät verloren</translation>
    </message>
    <message>
        <source>The sound is too loud (clipping)</source>
        <translation>Der Ton ist zu laut (übersteuert)</translation>
    </message>
    <message>
        <source>No sound from the microphone</source>
        <translation>Kein Ton vom Mikrofon</translation>
    </message>
    <message>
        <source>Slow machine: fewer faces</source>
        <translation>Langsamer Rechner: weniger Gesichter</translation>
    </message>
    <message>
        <source>Slow machine: fewer faces and predictions</source>
        <translation>Langsamer Rechner: weniger Gesichter und Vorhersagen</translation>
    </message>
    <message>
        <source>Slow machine: a smaller speech model</source>
        <translation>Langsamer Rechner: kleineres Sprachmodell</translation>
    </message>
    <message>
        <source>Too slow for words: they follow later</source>
        <translation>Zu langsam für Wörter: sie folgen später</translation>
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
    <name>ImportDialog</name>
    <message>
        <source>Import labels</source>
        <translation>Labels importieren</translation>
    </message>
    <message numerus="yes">
        <source>%n label(s) can be imported from {name}.</source>
        <translation>
            <numerusform>%n Label kann aus {name} importiert werden.</numerusform>
            <numerusform>%n Labels können aus {name} importiert werden.</numerusform>
        </translation>
    </message>
    <message>
        <source>Raters: {names}</source>
        <translation>Rater: {names}</translation>
    </message>
    <message>
        <source>They replace what the same raters said of the same times.</source>
        <translation>Sie ersetzen, was dieselben Rater zu denselben Zeiten gesagt haben.</translation>
    </message>
    <message numerus="yes">
        <source>%n place(s) in the file cannot be used:</source>
        <translation>
            <numerusform>%n Stelle der Datei ist nicht verwendbar:</numerusform>
            <numerusform>%n Stellen der Datei sind nicht verwendbar:</numerusform>
        </translation>
    </message>
    <message>
        <source>Import</source>
        <translation>Importieren</translation>
    </message>
    <message>
        <source>Columns…</source>
        <translation>Spalten …</translation>
    </message>
    <message>
        <source>Say yourself what the columns of the table hold.</source>
        <translation>Selbst sagen, was die Spalten der Tabelle enthalten.</translation>
    </message>
</context>
<context>
    <name>Insight</name>
    <message>
        <source>No words</source>
        <translation>Keine Worte</translation>
    </message>
    <message>
        <source>sentiment {label}, predicted {said}</source>
        <translation>Sentiment {label}, vorhergesagt {said}</translation>
    </message>
    <message>
        <source>{label}, predicted {said} {probability}</source>
        <translation>{label}, vorhergesagt {said} {probability}</translation>
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
    <message>
        <source>Labelling blind: figures appear here once this utterance is labelled and you have gone on.</source>
        <translation>Blindes Labeln: Zahlen erscheinen hier, sobald diese Äußerung gelabelt und die nächste an der Reihe ist.</translation>
    </message>
    <message>
        <source>Note: {note}</source>
        <translation>Notiz: {note}</translation>
    </message>
    <message numerus="yes">
        <source>%n people in view</source>
        <translation>
            <numerusform>%n Person im Bild</numerusform>
            <numerusform>%n Personen im Bild</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n people in view, {person} is used</source>
        <translation>
            <numerusform>%n Person im Bild, verwendet wird {person}</numerusform>
            <numerusform>%n Personen im Bild, verwendet wird {person}</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Invitation</name>
    <message>
        <source>Open a video or a sound file.</source>
        <translation>Eine Video- oder Tondatei öffnen.</translation>
    </message>
    <message>
        <source>This file has not been analysed yet. Analyse it with {keys}.</source>
        <translation>Diese Datei ist noch nicht analysiert. Analysieren mit {keys}.</translation>
    </message>
    <message>
        <source>Other files are analysed before this one.</source>
        <translation>Andere Dateien werden vorher analysiert.</translation>
    </message>
    <message>
        <source>Nobody speaks in this file, and no face is in view.</source>
        <translation>In dieser Datei spricht niemand, und kein Gesicht ist zu sehen.</translation>
    </message>
    <message>
        <source>The analysis ended before the first utterance. Analyse again with {keys}.</source>
        <translation>Die Analyse endete vor der ersten Äußerung. Erneut analysieren mit {keys}.</translation>
    </message>
</context>
<context>
    <name>KeySheet</name>
    <message>
        <source>Keys</source>
        <translation>Tasten</translation>
    </message>
    <message>
        <source>Search by command or key</source>
        <translation>Nach Befehl oder Taste suchen</translation>
    </message>
    <message>
        <source>No command has these words. Try another word.</source>
        <translation>Kein Befehl enthält diese Wörter. Ein anderes Wort versuchen.</translation>
    </message>
</context>
<context>
    <name>LabelHandlers</name>
    <message>
        <source>Every utterance of this file is labelled.</source>
        <translation>Jede Äußerung dieser Datei ist gelabelt.</translation>
    </message>
    <message>
        <source>Import labels</source>
        <translation>Labels importieren</translation>
    </message>
    <message>
        <source>Labels ({endings})</source>
        <translation>Labels ({endings})</translation>
    </message>
    <message>
        <source>{project} labels.csv</source>
        <translation>{project} Labels.csv</translation>
    </message>
    <message>
        <source>Export labels</source>
        <translation>Labels exportieren</translation>
    </message>
    <message>
        <source>Table (*.csv)</source>
        <translation>Tabelle (*.csv)</translation>
    </message>
</context>
<context>
    <name>LabelPanel</name>
    <message>
        <source>Labelling blind: what was predicted appears once you have gone on.</source>
        <translation>Blindes Labeln: Die Vorhersage erscheint, sobald es weitergeht.</translation>
    </message>
    <message>
        <source>Utterances can be labelled here as soon as they come.</source>
        <translation>Hier lassen sich Äußerungen labeln, sobald sie da sind.</translation>
    </message>
    <message>
        <source>Label</source>
        <translation>Label</translation>
    </message>
    <message>
        <source>Previous</source>
        <translation>Vorige</translation>
    </message>
    <message>
        <source>To the utterance before this one that has no label (Shift+Enter)</source>
        <translation>Zur vorigen Äußerung ohne Label (Umschalt+Eingabe)</translation>
    </message>
    <message>
        <source>Next</source>
        <translation>Nächste</translation>
    </message>
    <message>
        <source>To the next utterance that has no label (Enter)</source>
        <translation>Zur nächsten Äußerung ohne Label (Eingabe)</translation>
    </message>
    <message numerus="yes">
        <source>{done} of %n labelled</source>
        <translation>
            <numerusform>{done} von %n gelabelt</numerusform>
            <numerusform>{done} von %n gelabelt</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>LiveHandlers</name>
    <message>
        <source>A film to be played as if it were live</source>
        <translation>Ein Film, der wie live abgespielt wird</translation>
    </message>
    <message>
        <source>Choose a camera, a microphone, or a film first.</source>
        <translation>Zuerst eine Kamera, ein Mikrofon oder einen Film wählen.</translation>
    </message>
    <message>
        <source>Has everyone who can be seen or heard agreed to be recorded and analysed?</source>
        <translation>Haben alle, die zu sehen oder zu hören sind, der Aufnahme und Auswertung zugestimmt?</translation>
    </message>
    <message>
        <source>A film with picture and sound is written to this computer, and nowhere else.</source>
        <translation>Ein Film mit Bild und Ton wird auf diesem Computer gespeichert und nirgends sonst.</translation>
    </message>
    <message>
        <source>Live {time}</source>
        <translation>Live {time}</translation>
    </message>
    <message>
        <source>Record to</source>
        <translation>Aufnehmen in</translation>
    </message>
    <message>
        <source>Film (*.mp4)</source>
        <translation>Film (*.mp4)</translation>
    </message>
    <message>
        <source>Mark this moment</source>
        <translation>Diesen Augenblick markieren</translation>
    </message>
    <message>
        <source>Note (may be empty):</source>
        <translation>Notiz (darf leer sein):</translation>
    </message>
    <message>
        <source>Not calibrated – {why}</source>
        <translation>Nicht kalibriert – {why}</translation>
    </message>
    <message>
        <source>Nothing could be calibrated – {why}</source>
        <translation>Nichts konnte kalibriert werden – {why}</translation>
    </message>
</context>
<context>
    <name>LiveKeeper</name>
    <message>
        <source>What is shown is not kept in a project: {why}</source>
        <translation>Was gezeigt wird, wird in keinem Projekt gesichert: {why}</translation>
    </message>
    <message>
        <source>The film goes on; analyse it afterwards.</source>
        <translation>Der Film läuft weiter; er kann danach analysiert werden.</translation>
    </message>
</context>
<context>
    <name>LivePicture</name>
    <message>
        <source>Choose a camera and a microphone, then start.</source>
        <translation>Kamera und Mikrofon wählen, dann starten.</translation>
    </message>
    <message>
        <source>Loading the models and opening the camera…</source>
        <translation>Modelle werden geladen, die Kamera wird geöffnet…</translation>
    </message>
    <message>
        <source>Sound only</source>
        <translation>Nur Ton</translation>
    </message>
</context>
<context>
    <name>LivePlots</name>
    <message>
        <source>The last minute</source>
        <translation>Die letzte Minute</translation>
    </message>
    <message>
        <source>Sentiment with its 80 % band</source>
        <translation>Sentiment mit seinem 80-%-Band</translation>
    </message>
    <message>
        <source>Contributions to the sentiment</source>
        <translation>Beiträge zum Sentiment</translation>
    </message>
    <message>
        <source>Rates, nats</source>
        <translation>Raten, nats</translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message numerus="yes">
        <source>%n file(s) of this project wait to be analysed.</source>
        <translation>
            <numerusform>%n Datei dieses Projekts wartet auf die Analyse.</numerusform>
            <numerusform>%n Dateien dieses Projekts warten auf die Analyse.</numerusform>
        </translation>
    </message>
    <message>
        <source>The recording is kept as {name}, with all that was shown of it.</source>
        <translation>Die Aufnahme ist als {name} gesichert, mit allem, was von ihr gezeigt wurde.</translation>
    </message>
    <message>
        <source>Open the project</source>
        <translation>Projekt öffnen</translation>
    </message>
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
    <name>Matches</name>
    <message>
        <source>Utterance by utterance</source>
        <translation>Äußerung für Äußerung</translation>
    </message>
    <message>
        <source>Utterances that share most of their time are matched.</source>
        <translation>Äußerungen werden zugeordnet, wenn sie die meiste Zeit gemeinsam haben.</translation>
    </message>
    <message>
        <source>Utterances that differ most</source>
        <translation>Äußerungen, die am meisten abweichen</translation>
    </message>
    <message>
        <source>Where they differ most; click or Enter goes there:</source>
        <translation>Wo sie am meisten abweichen; Klick oder Eingabetaste geht dorthin:</translation>
    </message>
    <message numerus="yes">
        <source>%n utterance(s) are in both.</source>
        <translation>
            <numerusform>%n Äußerung ist in beiden.</numerusform>
            <numerusform>%n Äußerungen sind in beiden.</numerusform>
        </translation>
    </message>
    <message>
        <source>Their sentiments are {distance} apart on average.</source>
        <translation>Ihre Sentiments liegen im Mittel {distance} auseinander.</translation>
    </message>
    <message>
        <source>The likeliest expression is the same in {share}.</source>
        <translation>Der wahrscheinlichste Ausdruck ist in {share} derselbe.</translation>
    </message>
    <message>
        <source>Without a counterpart: {a} of A, {b} of B.</source>
        <translation>Ohne Gegenstück: {a} von A, {b} von B.</translation>
    </message>
    <message>
        <source>B is {shift} more negative on average.</source>
        <translation>B ist im Mittel um {shift} negativer.</translation>
    </message>
    <message>
        <source>B is {shift} more positive on average.</source>
        <translation>B ist im Mittel um {shift} positiver.</translation>
    </message>
    <message>
        <source>The selected utterance: {a} and {emotion_a} in A, {b} and {emotion_b} in B.</source>
        <translation>Die gewählte Äußerung: {a} und {emotion_a} in A, {b} und {emotion_b} in B.</translation>
    </message>
    <message>
        <source>Most of it comes from: {modality}, whose share changes by {shift}.</source>
        <translation>Das meiste davon kommt von: {modality}; der Anteil ändert sich um {shift}.</translation>
    </message>
    <message>
        <source>{time}, sentiment {change}, {words}</source>
        <translation>{time}, Sentiment {change}, {words}</translation>
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
        <source>Pause</source>
        <translation>Anhalten</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>Hinzufügen</translation>
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
    <name>ModelCard</name>
    <message>
        <source>Fetch</source>
        <translation>Holen</translation>
    </message>
    <message>
        <source>Check</source>
        <translation>Prüfen</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Entfernen</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Starting …</source>
        <translation>Beginnt …</translation>
    </message>
    <message>
        <source>{done} of {total}</source>
        <translation>{done} von {total}</translation>
    </message>
    <message>
        <source>On this machine</source>
        <translation>Auf diesem Rechner</translation>
    </message>
    <message>
        <source>Missing</source>
        <translation>Fehlt</translation>
    </message>
    <message>
        <source>Not here; not needed by default</source>
        <translation>Nicht hier; in der Regel nicht nötig</translation>
    </message>
</context>
<context>
    <name>ModelsDialog</name>
    <message>
        <source>Models</source>
        <translation>Modelle</translation>
    </message>
    <message>
        <source>Carry to another machine</source>
        <translation>Auf einen anderen Rechner bringen</translation>
    </message>
    <message>
        <source>Models are fetched only when you ask for it, and compared with the digests that MIBScope knows. After that, everything works without a network.</source>
        <translation>Modelle werden nur auf Wunsch geholt und mit den Prüfsummen verglichen, die MIBScope kennt. Danach geht alles ohne Netz.</translation>
    </message>
    <message>
        <source>Folder: {path}</source>
        <translation>Ordner: {path}</translation>
    </message>
    <message>
        <source>Write all models into a file…</source>
        <translation>Alle Modelle in eine Datei schreiben…</translation>
    </message>
    <message>
        <source>Take models from such a file…</source>
        <translation>Modelle aus einer solchen Datei übernehmen…</translation>
    </message>
    <message>
        <source>Write all models into a file</source>
        <translation>Alle Modelle in eine Datei schreiben</translation>
    </message>
    <message>
        <source>Take models from a file</source>
        <translation>Modelle aus einer Datei übernehmen</translation>
    </message>
    <message>
        <source>Fetch all that is needed</source>
        <translation>Alles Nötige holen</translation>
    </message>
</context>
<context>
    <name>ModelsState</name>
    <message>
        <source>{title} is as it should be.</source>
        <translation>{title} ist, wie es sein soll.</translation>
    </message>
    <message>
        <source>{title} was removed.</source>
        <translation>{title} wurde entfernt.</translation>
    </message>
    <message>
        <source>The models were written to {path}.</source>
        <translation>Die Modelle wurden nach {path} geschrieben.</translation>
    </message>
    <message>
        <source>The models of {path} were taken.</source>
        <translation>Die Modelle aus {path} wurden übernommen.</translation>
    </message>
    <message>
        <source>Stopped. What was complete is kept.</source>
        <translation>Abgebrochen. Was vollständig war, bleibt.</translation>
    </message>
    <message>
        <source>Whisper {name}, many languages</source>
        <translation>Whisper {name}, viele Sprachen</translation>
    </message>
    <message>
        <source>transcription, where it is chosen</source>
        <translation>Mitschrift, wo es gewählt ist</translation>
    </message>
    <message>
        <source>made here from {inputs}</source>
        <translation>hier hergestellt aus {inputs}</translation>
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
        <source>Before you start</source>
        <translation>Vor dem Start</translation>
    </message>
    <message>
        <source>MIBScope describes the expression shown, not what a person feels or means.</source>
        <translation>MIBScope beschreibt den gezeigten Ausdruck, nicht, was jemand fühlt oder meint.</translation>
    </message>
    <message>
        <source>What it can say</source>
        <translation>Was es sagen kann</translation>
    </message>
    <message>
        <source>Which sentiment and expression are shown in words, voice and face, how much each of the three contributed, and how sure the model is of it.</source>
        <translation>Welches Sentiment und welcher Ausdruck sich in Worten, Stimme und Gesicht zeigen, was jedes der drei dazu beiträgt und wie sicher das Modell ist.</translation>
    </message>
    <message>
        <source>What it cannot say</source>
        <translation>Was es nicht sagen kann</translation>
    </message>
    <message>
        <source>What somebody feels, means or intends. A small model predicts: it is often wrong, and differently so for people, languages, cameras and recordings. Never decide about a person on its strength.</source>
        <translation>Was jemand fühlt, meint oder will. Ein kleines Modell sagt vorher: Es irrt oft, und je nach Person, Sprache, Kamera und Aufnahme verschieden. Nie aufgrund seiner Zahlen über einen Menschen entscheiden.</translation>
    </message>
    <message>
        <source>Where it must not be used</source>
        <translation>Wo es verboten ist</translation>
    </message>
    <message>
        <source>In the European Union, inferring emotions of people at the workplace or in education is prohibited, except for medical or safety reasons: Regulation (EU) 2024/1689 (AI Act), Article 5(1)(f). Other laws may hold where you are.</source>
        <translation>In der Europäischen Union ist es verboten, Emotionen von Menschen am Arbeitsplatz oder in der Bildung abzuleiten, außer aus medizinischen Gründen oder Gründen der Sicherheit: Verordnung (EU) 2024/1689 (KI-Gesetz), Artikel 5 Absatz 1 Buchstabe f. Vor Ort können andere Gesetze gelten.</translation>
    </message>
    <message>
        <source>People must be informed</source>
        <translation>Menschen müssen es wissen</translation>
    </message>
    <message>
        <source>Analyse recordings only of people who know of it and have agreed, or where you are otherwise entitled to. A project keeps a note of their consent.</source>
        <translation>Nur Aufnahmen von Menschen analysieren, die davon wissen und zugestimmt haben, oder wo ein anderes Recht dazu besteht. Ein Projekt bewahrt eine Notiz zur Einwilligung.</translation>
    </message>
    <message>
        <source>Your data stays here</source>
        <translation>Die Daten bleiben hier</translation>
    </message>
    <message>
        <source>Recordings, results and projects stay on this computer. Nothing is sent anywhere; the network is used for fetching models alone, when you ask for it.</source>
        <translation>Aufnahmen, Ergebnisse und Projekte bleiben auf diesem Rechner. Nichts wird gesendet; das Netz dient allein dem Holen von Modellen, auf Wunsch.</translation>
    </message>
    <message>
        <source>How to begin</source>
        <translation>Wie es losgeht</translation>
    </message>
    <message>
        <source>Open the demo, or drop a video or a sound file into the window. F1 shows all keys; the Help menu brings this page back.</source>
        <translation>Die Demo öffnen oder eine Video- oder Tondatei ins Fenster ziehen. F1 zeigt alle Tasten; das Menü Hilfe bringt diese Seite zurück.</translation>
    </message>
    <message>
        <source>I understand</source>
        <translation>Verstanden</translation>
    </message>
</context>
<context>
    <name>NowPanel</name>
    <message>
        <source>Probabilities of the expressions shown</source>
        <translation>Wahrscheinlichkeiten des gezeigten Ausdrucks</translation>
    </message>
    <message>
        <source>Contributions to the sentiment</source>
        <translation>Beiträge zum Sentiment</translation>
    </message>
    <message>
        <source>Sentiment</source>
        <translation>Sentiment</translation>
    </message>
    <message>
        <source>Expression shown</source>
        <translation>Gezeigter Ausdruck</translation>
    </message>
    <message>
        <source>Nothing to go by yet</source>
        <translation>Noch keine Anhaltspunkte</translation>
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
        <source>Labelling blind: figures of the whole video appear here once you have labelled all of it.</source>
        <translation>Blindes Labeln: Zahlen des ganzen Videos erscheinen hier, sobald es ganz gelabelt ist.</translation>
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
        <source>By the face that was chosen for each utterance. Double click or Enter names one.</source>
        <translation>Nach dem Gesicht, das für jede Äußerung gewählt wurde. Doppelklick oder Eingabetaste benennt eine Person.</translation>
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
    <message>
        <source>Labels</source>
        <translation>Labels</translation>
    </message>
</context>
<context>
    <name>PathEditor</name>
    <message>
        <source>None</source>
        <translation>Nicht gewählt</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>Wählen…</translation>
    </message>
    <message>
        <source>Choose: {title}</source>
        <translation>Wählen: {title}</translation>
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
        <source>This file cannot be played here</source>
        <translation>Diese Datei kann hier nicht abgespielt werden</translation>
    </message>
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
    <name>RaterPart</name>
    <message>
        <source>Rater</source>
        <translation>Rater</translation>
    </message>
    <message>
        <source>Name of the rater</source>
        <translation>Name des Raters</translation>
    </message>
    <message>
        <source>What is labelled</source>
        <translation>Was gelabelt wird</translation>
    </message>
    <message>
        <source>Hide predictions until they are labelled</source>
        <translation>Vorhersagen verbergen, bis gelabelt ist</translation>
    </message>
    <message>
        <source>Import labels…</source>
        <translation>Labels importieren …</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Labels</source>
        <translation>Labels</translation>
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
    <name>RecordingLight</name>
    <message>
        <source>Recording</source>
        <translation>Aufnahme</translation>
    </message>
    <message>
        <source>paused</source>
        <translation>angehalten</translation>
    </message>
    <message>
        <source>REC</source>
        <translation>REC</translation>
    </message>
</context>
<context>
    <name>RowMenu</name>
    <message>
        <source>Correct this word</source>
        <translation>Dieses Wort korrigieren</translation>
    </message>
    <message>
        <source>Split before this word</source>
        <translation>Vor diesem Wort teilen</translation>
    </message>
    <message>
        <source>Correct the words…</source>
        <translation>Worte korrigieren…</translation>
    </message>
    <message>
        <source>Merge with the next</source>
        <translation>Mit der nächsten verbinden</translation>
    </message>
    <message>
        <source>Name the person…</source>
        <translation>Person benennen…</translation>
    </message>
    <message>
        <source>Note…</source>
        <translation>Notiz…</translation>
    </message>
    <message>
        <source>Copy the words</source>
        <translation>Worte kopieren</translation>
    </message>
    <message>
        <source>Copy with time</source>
        <translation>Mit Zeit kopieren</translation>
    </message>
</context>
<context>
    <name>RunControls</name>
    <message>
        <source>Analyse again with</source>
        <translation>Erneut analysieren mit</translation>
    </message>
    <message>
        <source>The analysis at hand is kept and stands beside the new one</source>
        <translation>Die gezeigte Analyse wird behalten und steht neben der neuen</translation>
    </message>
    <message>
        <source>unknown checkpoint</source>
        <translation>unbekannter Checkpoint</translation>
    </message>
    <message>
        <source>Analysis of {time}, {checkpoint}</source>
        <translation>Analyse vom {time}, {checkpoint}</translation>
    </message>
    <message>
        <source>Selected utterance</source>
        <translation>Gewählte Äußerung</translation>
    </message>
    <message>
        <source>Selected utterance in: {title}</source>
        <translation>Gewählte Äußerung in: {title}</translation>
    </message>
    <message>
        <source>A checkpoint from a file…</source>
        <translation>Ein Checkpoint aus einer Datei…</translation>
    </message>
    <message>
        <source>the default checkpoint</source>
        <translation>dem Standard-Checkpoint</translation>
    </message>
    <message>
        <source>the permissive checkpoint</source>
        <translation>dem freien Checkpoint</translation>
    </message>
    <message>
        <source>Choose a checkpoint</source>
        <translation>Checkpoint wählen</translation>
    </message>
    <message>
        <source>Checkpoints ({pattern})</source>
        <translation>Checkpoints ({pattern})</translation>
    </message>
    <message>
        <source>This analysis</source>
        <translation>Diese Analyse</translation>
    </message>
    <message>
        <source>The earlier analysis is being read …</source>
        <translation>Die frühere Analyse wird gelesen …</translation>
    </message>
    <message>
        <source>There is no other analysis of this file yet.</source>
        <translation>Von dieser Datei gibt es noch keine andere Analyse.</translation>
    </message>
    <message numerus="yes">
        <source>%n earlier analysis(es) of this file can be chosen above.</source>
        <translation>
            <numerusform>Oben kann %n frühere Analyse dieser Datei gewählt werden.</numerusform>
            <numerusform>Oben können %n frühere Analysen dieser Datei gewählt werden.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>RunModel</name>
    <message>
        <source>Run</source>
        <translation>Lauf</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Stand</translation>
    </message>
    <message>
        <source>Learned</source>
        <translation>Gelernt</translation>
    </message>
    <message>
        <source>From</source>
        <translation>Von</translation>
    </message>
    <message>
        <source>Data</source>
        <translation>Daten</translation>
    </message>
    <message>
        <source>Sentiment error</source>
        <translation>Sentimentfehler</translation>
    </message>
    <message>
        <source>Expression right</source>
        <translation>Ausdruck richtig</translation>
    </message>
    <message>
        <source>Over seeds</source>
        <translation>Über Startwerte</translation>
    </message>
    <message>
        <source>Begun</source>
        <translation>Begonnen</translation>
    </message>
    <message>
        <source>From: {line}</source>
        <translation>Von: {line}</translation>
    </message>
    <message>
        <source>Data: {data}</source>
        <translation>Daten: {data}</translation>
    </message>
    <message>
        <source>Seed {seed}</source>
        <translation>Startwert {seed}</translation>
    </message>
    <message>
        <source>Best epoch {epoch}</source>
        <translation>Beste Epoche {epoch}</translation>
    </message>
    <message numerus="yes">
        <source>%n run(s) with other seeds:</source>
        <translation>
            <numerusform>%n Lauf mit anderem Startwert:</numerusform>
            <numerusform>%n Läufe mit anderen Startwerten:</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>RunTable</name>
    <message>
        <source>Filter: name, state, data, learned</source>
        <translation>Filter: Name, Stand, Daten, Gelerntes</translation>
    </message>
    <message>
        <source>Filter the runs</source>
        <translation>Läufe filtern</translation>
    </message>
    <message>
        <source>Runs</source>
        <translation>Läufe</translation>
    </message>
</context>
<context>
    <name>SampleList</name>
    <message>
        <source>Search words, files, people</source>
        <translation>Worte, Dateien, Personen suchen</translation>
    </message>
    <message>
        <source>Utterances</source>
        <translation>Äußerungen</translation>
    </message>
    <message>
        <source>Where</source>
        <translation>Wo</translation>
    </message>
    <message>
        <source>Words</source>
        <translation>Worte</translation>
    </message>
    <message>
        <source>Length</source>
        <translation>Länge</translation>
    </message>
    <message>
        <source>Sentiment</source>
        <translation>Sentiment</translation>
    </message>
    <message>
        <source>Expression</source>
        <translation>Ausdruck</translation>
    </message>
    <message>
        <source>Missing</source>
        <translation>Fehlt</translation>
    </message>
    <message>
        <source>What it does</source>
        <translation>Aufgabe</translation>
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
    <name>SamplePreview</name>
    <message>
        <source>Show it in its video</source>
        <translation>Im Video zeigen</translation>
    </message>
    <message>
        <source>Tracks</source>
        <translation>Spuren</translation>
    </message>
    <message>
        <source>Each bar is a moment; it is as high as what is measured there is far from the mean of the utterance. Gaps are moments without evidence.</source>
        <translation>Jeder Balken ist ein Moment; er ist so hoch, wie das dort Gemessene vom Mittel der Äußerung entfernt ist. Lücken sind Momente, in denen nichts gemessen wurde.</translation>
    </message>
    <message>
        <source>No words</source>
        <translation>Keine Worte</translation>
    </message>
    <message>
        <source>It is not of the project that is open.</source>
        <translation>Sie gehört nicht zum offenen Projekt.</translation>
    </message>
    <message>
        <source>Sentiment</source>
        <translation>Sentiment</translation>
    </message>
    <message>
        <source>Expression</source>
        <translation>Ausdruck</translation>
    </message>
    <message>
        <source>Length</source>
        <translation>Länge</translation>
    </message>
    <message>
        <source>Where</source>
        <translation>Wo</translation>
    </message>
    <message>
        <source>Data set</source>
        <translation>Datensatz</translation>
    </message>
    <message>
        <source>Video or person</source>
        <translation>Video oder Person</translation>
    </message>
    <message>
        <source>What it does</source>
        <translation>Aufgabe</translation>
    </message>
    <message>
        <source>Other labels</source>
        <translation>Weitere Labels</translation>
    </message>
</context>
<context>
    <name>SearchBar</name>
    <message>
        <source>Search the transcript</source>
        <translation>Transkript durchsuchen</translation>
    </message>
    <message>
        <source>Previous hit (Shift+F3)</source>
        <translation>Vorheriger Treffer (Umschalt+F3)</translation>
    </message>
    <message>
        <source>Next hit (F3)</source>
        <translation>Nächster Treffer (F3)</translation>
    </message>
    <message>
        <source>Which utterances are shown</source>
        <translation>Welche Äußerungen gezeigt werden</translation>
    </message>
    <message>
        <source>All</source>
        <translation>Alle</translation>
    </message>
    <message>
        <source>Uncertain</source>
        <translation>Unsichere</translation>
    </message>
    <message>
        <source>Conflicts</source>
        <translation>Widersprüche</translation>
    </message>
    <message>
        <source>With notes</source>
        <translation>Mit Notizen</translation>
    </message>
    <message>
        <source>Search (Ctrl+F)</source>
        <translation>Suchen (Strg+F)</translation>
    </message>
    <message>
        <source>Search {shown} of {count} utterances (Ctrl+F)</source>
        <translation>{shown} von {count} Äußerungen durchsuchen (Strg+F)</translation>
    </message>
    <message numerus="yes">
        <source>Search %n utterance(s) (Ctrl+F)</source>
        <translation>
            <numerusform>%n Äußerung durchsuchen (Strg+F)</numerusform>
            <numerusform>%n Äußerungen durchsuchen (Strg+F)</numerusform>
        </translation>
    </message>
    <message>
        <source>no hits</source>
        <translation>keine Treffer</translation>
    </message>
    <message numerus="yes">
        <source>%n hit(s)</source>
        <translation>
            <numerusform>%n Treffer</numerusform>
            <numerusform>%n Treffer</numerusform>
        </translation>
    </message>
    <message>
        <source>{number} of {count}</source>
        <translation>{number} von {count}</translation>
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
    <name>SentimentLabel</name>
    <message>
        <source>Say nothing</source>
        <translation>Keine Angabe</translation>
    </message>
    <message>
        <source>Nothing is said of the sentiment</source>
        <translation>Zum Sentiment wird nichts gesagt</translation>
    </message>
    <message>
        <source>Sentiment: not labelled</source>
        <translation>Sentiment: nicht gelabelt</translation>
    </message>
    <message>
        <source>Sentiment: {value}, {word}</source>
        <translation>Sentiment: {value}, {word}</translation>
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
    <name>SentimentScale</name>
    <message>
        <source>Sentiment</source>
        <translation>Sentiment</translation>
    </message>
    <message>
        <source>Half a point by the mouse, a tenth with Shift</source>
        <translation>Halbe Punkte mit der Maus, Zehntel mit Umschalt</translation>
    </message>
    <message>
        <source>not labelled</source>
        <translation>nicht gelabelt</translation>
    </message>
</context>
<context>
    <name>SettingRow</name>
    <message>
        <source>Back to the default</source>
        <translation>Zurück zur Vorgabe</translation>
    </message>
    <message>
        <source>{title}: back to the default</source>
        <translation>{title}: zurück zur Vorgabe</translation>
    </message>
    <message>
        <source>At least one of words, voice and face is needed.</source>
        <translation>Mindestens eines von Worten, Stimme und Gesicht ist nötig.</translation>
    </message>
</context>
<context>
    <name>Settings</name>
    <message>
        <source>Appearance and language</source>
        <translation>Aussehen und Sprache</translation>
    </message>
    <message>
        <source>Analysis</source>
        <translation>Analyse</translation>
    </message>
    <message>
        <source>Models and device</source>
        <translation>Modelle und Gerät</translation>
    </message>
    <message>
        <source>Labels</source>
        <translation>Labels</translation>
    </message>
    <message>
        <source>Projects and playback</source>
        <translation>Projekte und Wiedergabe</translation>
    </message>
    <message>
        <source>Troubleshooting</source>
        <translation>Fehlersuche</translation>
    </message>
    <message>
        <source>Appearance</source>
        <translation>Aussehen</translation>
    </message>
    <message>
        <source>Light, dark, or whatever the system has at the moment.</source>
        <translation>Hell, dunkel oder wie das System es gerade hält.</translation>
    </message>
    <message>
        <source>As the system</source>
        <translation>Wie das System</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>Hell</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>Dunkel</translation>
    </message>
    <message>
        <source>Language of the window</source>
        <translation>Sprache des Fensters</translation>
    </message>
    <message>
        <source>Takes effect at the next start.</source>
        <translation>Gilt ab dem nächsten Start.</translation>
    </message>
    <message>
        <source>Use the words</source>
        <translation>Worte verwenden</translation>
    </message>
    <message>
        <source>Write down what is said and predict from it. Without it, an analysis is quick.</source>
        <translation>Aufschreiben, was gesagt wird, und daraus vorhersagen. Ohne dies geht eine Analyse schnell.</translation>
    </message>
    <message>
        <source>Use the voice</source>
        <translation>Stimme verwenden</translation>
    </message>
    <message>
        <source>Predict from how it is said.</source>
        <translation>Vorhersagen daraus, wie es gesagt wird.</translation>
    </message>
    <message>
        <source>Use the face</source>
        <translation>Gesicht verwenden</translation>
    </message>
    <message>
        <source>Find faces in the picture and predict from them.</source>
        <translation>Gesichter im Bild finden und daraus vorhersagen.</translation>
    </message>
    <message>
        <source>Language that is spoken</source>
        <translation>Gesprochene Sprache</translation>
    </message>
    <message>
        <source>Naming it is safer than detecting it. Speech models whose name ends in .en know English only.</source>
        <translation>Nennen ist sicherer als erkennen lassen. Modelle, deren Name auf .en endet, kennen nur Englisch.</translation>
    </message>
    <message>
        <source>Detect it</source>
        <translation>Erkennen</translation>
    </message>
    <message>
        <source>The speaker&apos;s ordinary voice</source>
        <translation>Gewöhnliche Stimme der Person</translation>
    </message>
    <message>
        <source>A recording of the only speaker, whose ordinary voice is then the zero. Leave it empty where several people speak.</source>
        <translation>Eine Aufnahme der einzigen Person, die spricht; ihre gewöhnliche Stimme ist dann die Null. Leer lassen, wo mehrere sprechen.</translation>
    </message>
    <message>
        <source>Speech model</source>
        <translation>Modell der Spracherkennung</translation>
    </message>
    <message>
        <source>Larger ones hear better and take longer. Tools, Models fetches those that are not on this machine.</source>
        <translation>Größere hören besser und brauchen länger. Werkzeuge, Modelle holt, was nicht auf diesem Rechner ist.</translation>
    </message>
    <message>
        <source>The best one on this machine</source>
        <translation>Das beste auf diesem Rechner</translation>
    </message>
    <message>
        <source>Another speech model</source>
        <translation>Ein anderes Modell der Spracherkennung</translation>
    </message>
    <message>
        <source>Takes the place of the one above: a Whisper name, a folder with a CTranslate2 model, or a model id of the hub.</source>
        <translation>Tritt an die Stelle des obigen: ein Name von Whisper, ein Ordner mit einem CTranslate2-Modell oder eine Kennung des Hubs.</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>Gerät</translation>
    </message>
    <message>
        <source>What computes. An analysis says in the status bar which one it used, and why.</source>
        <translation>Was rechnet. Eine Analyse sagt in der Statusleiste, welches sie verwendet und warum.</translation>
    </message>
    <message>
        <source>The fastest that works</source>
        <translation>Das schnellste, das funktioniert</translation>
    </message>
    <message>
        <source>Processor</source>
        <translation>Prozessor</translation>
    </message>
    <message>
        <source>NVIDIA graphics card (CUDA)</source>
        <translation>NVIDIA-Grafikkarte (CUDA)</translation>
    </message>
    <message>
        <source>Apple graphics (MPS)</source>
        <translation>Apple-Grafik (MPS)</translation>
    </message>
    <message>
        <source>Checkpoint</source>
        <translation>Checkpoint</translation>
    </message>
    <message>
        <source>The trained model that predicts. The permissive one has not seen the corpora RAVDESS and nEMO, and knows less.</source>
        <translation>Das trainierte Modell, das vorhersagt. Das freizügige hat die Korpora RAVDESS und nEMO nicht gesehen und weiß weniger.</translation>
    </message>
    <message>
        <source>Default</source>
        <translation>Vorgabe</translation>
    </message>
    <message>
        <source>Permissive</source>
        <translation>Freizügig</translation>
    </message>
    <message>
        <source>A checkpoint of your own</source>
        <translation>Ein eigener Checkpoint</translation>
    </message>
    <message>
        <source>Takes the place of the one above.</source>
        <translation>Tritt an die Stelle des obigen.</translation>
    </message>
    <message>
        <source>Name of the rater</source>
        <translation>Name des Raters</translation>
    </message>
    <message>
        <source>Who labels at this computer; kept with every label.</source>
        <translation>Wer an diesem Rechner labelt; steht bei jedem Label.</translation>
    </message>
    <message>
        <source>What is labelled</source>
        <translation>Was gelabelt wird</translation>
    </message>
    <message>
        <source>An utterance counts as labelled once all of it is said.</source>
        <translation>Eine Äußerung gilt als gelabelt, sobald all das gesagt ist.</translation>
    </message>
    <message>
        <source>Sentiment and expressions</source>
        <translation>Sentiment und Ausdrücke</translation>
    </message>
    <message>
        <source>Sentiment alone</source>
        <translation>Nur Sentiment</translation>
    </message>
    <message>
        <source>Expressions alone</source>
        <translation>Nur Ausdrücke</translation>
    </message>
    <message>
        <source>Label blind</source>
        <translation>Blind labeln</translation>
    </message>
    <message>
        <source>Hide what was predicted of an utterance until it is labelled, so that it sways nobody.</source>
        <translation>Die Vorhersage einer Äußerung verbergen, bis sie gelabelt ist, damit sie niemanden beeinflusst.</translation>
    </message>
    <message>
        <source>Folder of projects</source>
        <translation>Ordner der Projekte</translation>
    </message>
    <message>
        <source>Where a project is made for a file that is opened without one. Empty: a folder of MIBScope&apos;s own.</source>
        <translation>Wo ein Projekt entsteht, wenn eine Datei ohne eines geöffnet wird. Leer: ein eigener Ordner von MIBScope.</translation>
    </message>
    <message>
        <source>Recent projects</source>
        <translation>Zuletzt geöffnete Projekte</translation>
    </message>
    <message>
        <source>How many are remembered; none with 0.</source>
        <translation>Wie viele gemerkt werden; keine bei 0.</translation>
    </message>
    <message>
        <source>Open the last project at start</source>
        <translation>Beim Start das letzte Projekt öffnen</translation>
    </message>
    <message>
        <source>Go on where you left off.</source>
        <translation>Weitermachen, wo aufgehört wurde.</translation>
    </message>
    <message>
        <source>Volume</source>
        <translation>Lautstärke</translation>
    </message>
    <message>
        <source>Of the player; its slider changes the same.</source>
        <translation>Des Players; sein Regler ändert dasselbe.</translation>
    </message>
    <message>
        <source>Detailed log</source>
        <translation>Ausführliches Protokoll</translation>
    </message>
    <message>
        <source>Write down more of what happens, for a report of an error: Tools, Log and diagnostics.</source>
        <translation>Mehr von dem festhalten, was geschieht, für die Meldung eines Fehlers: Werkzeuge, Protokoll und Diagnose.</translation>
    </message>
</context>
<context>
    <name>SettingsDialog</name>
    <message>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>Search the settings</source>
        <translation>Einstellungen durchsuchen</translation>
    </message>
    <message>
        <source>Groups of settings</source>
        <translation>Gruppen von Einstellungen</translation>
    </message>
    <message>
        <source>No setting has these words. Try another word.</source>
        <translation>Keine Einstellung enthält diese Wörter. Ein anderes Wort versuchen.</translation>
    </message>
</context>
<context>
    <name>SetupPanel</name>
    <message>
        <source>Start training</source>
        <translation>Training beginnen</translation>
    </message>
    <message>
        <source>Start from</source>
        <translation>Ausgehen von</translation>
    </message>
    <message>
        <source>The model that learns further.</source>
        <translation>Das Modell, das weiterlernt.</translation>
    </message>
    <message>
        <source>What learns</source>
        <translation>Was lernt</translation>
    </message>
    <message>
        <source>All else stays as it is, to the bit.</source>
        <translation>Alles andere bleibt, wie es ist, bis aufs Bit.</translation>
    </message>
    <message>
        <source>How long, and how</source>
        <translation>Wie lange und wie</translation>
    </message>
    <message>
        <source>as advised</source>
        <translation>wie empfohlen</translation>
    </message>
    <message>
        <source>no limit</source>
        <translation>unbegrenzt</translation>
    </message>
    <message>
        <source>Runs</source>
        <translation>Läufe</translation>
    </message>
    <message>
        <source>One run each with this seed and the next ones; the table shows mean ± s.d.</source>
        <translation>Je ein Lauf mit diesem Startwert und den folgenden; die Tabelle zeigt Mittel ± Standardabweichung.</translation>
    </message>
    <message>
        <source>whole videos</source>
        <translation>ganze Videos</translation>
    </message>
    <message>
        <source>named people</source>
        <translation>benannte Personen</translation>
    </message>
    <message>
        <source>What is never divided between training and validation.</source>
        <translation>Was nie zwischen Training und Validierung geteilt wird.</translation>
    </message>
    <message>
        <source>Epochs, at most</source>
        <translation>Epochen, höchstens</translation>
    </message>
    <message>
        <source>Time, at most</source>
        <translation>Zeit, höchstens</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>Gerät</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>Startwert</translation>
    </message>
    <message numerus="yes">
        <source>Every video or person validates once, and the mean of the models is kept. Advised below %n labelled utterances: a quarter of fewer says little about which epoch to keep.</source>
        <translation>
            <numerusform>Jedes Video oder jede Person prüft einmal, und das Mittel der Modelle bleibt. Geraten unter %n Äußerung mit Label: ein Viertel von weniger sagt wenig darüber, welche Epoche bleiben soll.</numerusform>
            <numerusform>Jedes Video oder jede Person prüft einmal, und das Mittel der Modelle bleibt. Geraten unter %n Äußerungen mit Labels: ein Viertel von weniger sagt wenig darüber, welche Epoche bleiben soll.</numerusform>
        </translation>
    </message>
    <message>
        <source>Keep together</source>
        <translation>Zusammenhalten</translation>
    </message>
    <message>
        <source>Train crosswise</source>
        <translation>Über Kreuz trainieren</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Validation decides which epoch is kept; the model of the start is among them.</source>
        <translation>Die Validierung entscheidet, welche Epoche behalten wird; das Modell vom Anfang ist darunter.</translation>
    </message>
    <message>
        <source>the default checkpoint</source>
        <translation>der Standard-Checkpoint</translation>
    </message>
    <message>
        <source>the permissive checkpoint</source>
        <translation>der freie Checkpoint</translation>
    </message>
    <message>
        <source>nothing: random weights</source>
        <translation>nichts: zufällige Gewichte</translation>
    </message>
    <message numerus="yes">
        <source>For %n labelled utterance(s): {title}.</source>
        <translation>
            <numerusform>Für %n Äußerung mit Label: {title}.</numerusform>
            <numerusform>Für %n Äußerungen mit Labels: {title}.</numerusform>
        </translation>
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
    <name>SourceBar</name>
    <message>
        <source>Camera</source>
        <translation>Kamera</translation>
    </message>
    <message>
        <source>Microphone</source>
        <translation>Mikrofon</translation>
    </message>
    <message>
        <source>Looking for cameras…</source>
        <translation>Kameras werden gesucht…</translation>
    </message>
    <message>
        <source>No camera</source>
        <translation>Keine Kamera</translation>
    </message>
    <message>
        <source>A film or an address…</source>
        <translation>Ein Film oder eine Adresse…</translation>
    </message>
    <message>
        <source>No microphone</source>
        <translation>Kein Mikrofon</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>Start</translation>
    </message>
    <message>
        <source>Starting…</source>
        <translation>Startet…</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Stopp</translation>
    </message>
    <message>
        <source>Skip the rest</source>
        <translation>Rest überspringen</translation>
    </message>
</context>
<context>
    <name>Splits</name>
    <message>
        <source>Moved by you; drawn: {split}</source>
        <translation>Von Ihnen verschoben; ausgelost: {split}</translation>
    </message>
    <message>
        <source>Video or person</source>
        <translation>Video oder Person</translation>
    </message>
    <message>
        <source>What it does</source>
        <translation>Aufgabe</translation>
    </message>
    <message>
        <source>Utterances</source>
        <translation>Äußerungen</translation>
    </message>
    <message>
        <source>Sentiment</source>
        <translation>Sentiment</translation>
    </message>
    <message>
        <source>Negative sentiments</source>
        <translation>Negative Sentiments</translation>
    </message>
    <message>
        <source>Sentiments of zero</source>
        <translation>Sentiments von null</translation>
    </message>
    <message>
        <source>Positive sentiments</source>
        <translation>Positive Sentiments</translation>
    </message>
    <message>
        <source>no {modality}</source>
        <translation>ohne {modality}</translation>
    </message>
    <message>
        <source>Without {modality}</source>
        <translation>Ohne {modality}</translation>
    </message>
    <message>
        <source>Videos and people</source>
        <translation>Videos und Personen</translation>
    </message>
    <message>
        <source>Tracks over time</source>
        <translation>Spuren über die Zeit</translation>
    </message>
    <message>
        <source>{name}: missing</source>
        <translation>{name}: fehlt</translation>
    </message>
    <message>
        <source>{name}: {steps} steps, {share} with evidence</source>
        <translation>{name}: {steps} Schritte, {share} mit Befund</translation>
    </message>
    <message>
        <source>What</source>
        <translation>Was</translation>
    </message>
    <message>
        <source>Where</source>
        <translation>Wo</translation>
    </message>
    <message>
        <source>Why</source>
        <translation>Warum</translation>
    </message>
    <message>
        <source>What stands out</source>
        <translation>Was auffällt</translation>
    </message>
    <message>
        <source>Cannot be trained on</source>
        <translation>So nicht trainierbar</translation>
    </message>
    <message>
        <source>Left out</source>
        <translation>Ausgelassen</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>Hinweis</translation>
    </message>
    <message>
        <source>and {count} more</source>
        <translation>und {count} weitere</translation>
    </message>
    <message>
        <source>In two splits</source>
        <translation>In zwei Teilen</translation>
    </message>
    <message>
        <source>Twice</source>
        <translation>Doppelt</translation>
    </message>
    <message>
        <source>The same {what}; that may well be chance.</source>
        <translation>Gleich: {what}. Das kann Zufall sein.</translation>
    </message>
    <message>
        <source>The same {what}: scores will be too good.</source>
        <translation>Gleich: {what}. Die Werte werden zu gut.</translation>
    </message>
    <message>
        <source>The same {what}; it weighs double.</source>
        <translation>Gleich: {what}. Das zählt doppelt.</translation>
    </message>
    <message>
        <source>trains</source>
        <translation>trainiert</translation>
    </message>
    <message>
        <source>validates</source>
        <translation>validiert</translation>
    </message>
    <message>
        <source>tests</source>
        <translation>testet</translation>
    </message>
    <message>
        <source>left out</source>
        <translation>ausgelassen</translation>
    </message>
    <message>
        <source>Nobody is left to train on.</source>
        <translation>Niemand bleibt, um daran zu lernen.</translation>
    </message>
    <message>
        <source>Nobody validates: no epoch can be chosen, and nothing can be trained.</source>
        <translation>Niemand validiert: Keine Epoche kann gewählt und nichts trainiert werden.</translation>
    </message>
    <message>
        <source>The same voice or face is in two splits: scores will be too good. See “What stands out”.</source>
        <translation>Dieselbe Stimme oder dasselbe Gesicht ist in zwei Teilen: Die Werte werden zu gut. Siehe „Was auffällt“.</translation>
    </message>
    <message>
        <source>Fewer than 20 utterances validate: too few to tell whether anything is gained, unless you train crosswise.</source>
        <translation>Weniger als 20 Äußerungen validieren: zu wenige, um zu sagen, ob etwas gewonnen wird, außer Sie trainieren über Kreuz.</translation>
    </message>
    <message>
        <source>All labels are of one video or person, so utterances are divided: validation says nothing of other people.</source>
        <translation>Alle Labels stammen aus einem Video oder von einer Person, deshalb werden Äußerungen aufgeteilt: Die Validierung sagt nichts über andere Menschen.</translation>
    </message>
    <message>
        <source>One video or person validates: what is gained may be peculiar to it.</source>
        <translation>Ein Video oder eine Person validiert: Was gewonnen wird, kann daran liegen.</translation>
    </message>
    <message>
        <source>Time and memory are not estimated while something trains.</source>
        <translation>Zeit und Speicher werden nicht geschätzt, während etwas trainiert.</translation>
    </message>
    <message>
        <source>Time and memory are known once the clips were measured: look at the data.</source>
        <translation>Zeit und Speicher sind bekannt, sobald die Clips vermessen sind: Sehen Sie sich die Daten an.</translation>
    </message>
    <message>
        <source>Estimating time and memory…</source>
        <translation>Zeit und Speicher werden geschätzt …</translation>
    </message>
    <message>
        <source>No estimate: {why}</source>
        <translation>Keine Schätzung: {why}</translation>
    </message>
    <message>
        <source>At most about {time}, {memory} MB of memory.</source>
        <translation>Höchstens etwa {time}, {memory} MB Speicher.</translation>
    </message>
    <message>
        <source>a second</source>
        <translation>eine Sekunde</translation>
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
    <name>SuggestionPart</name>
    <message>
        <source>Label next</source>
        <translation>Als Nächstes labeln</translation>
    </message>
    <message>
        <source>Labels teach the most where the prediction is uncertain, where the modalities contradict each other, and where an utterance is unlike those that are labelled.</source>
        <translation>Labels lehren dort am meisten, wo die Vorhersage unsicher ist, wo die Modalitäten einander widersprechen und wo eine Äußerung den gelabelten nicht gleicht.</translation>
    </message>
    <message>
        <source>Suggest {count}</source>
        <translation>{count} vorschlagen</translation>
    </message>
    <message>
        <source>Suggested utterances</source>
        <translation>Vorgeschlagene Äußerungen</translation>
    </message>
    <message>
        <source>Without suggestions, Enter goes on in the order of time.</source>
        <translation>Ohne Vorschläge geht es mit der Eingabetaste der Zeit nach weiter.</translation>
    </message>
</context>
<context>
    <name>Suggestions</name>
    <message>
        <source>uncertain</source>
        <translation>unsicher</translation>
    </message>
    <message>
        <source>contradictory</source>
        <translation>widersprüchlich</translation>
    </message>
    <message>
        <source>unlike the others</source>
        <translation>anders als die übrigen</translation>
    </message>
    <message>
        <source>A mixture</source>
        <translation>Eine Mischung</translation>
    </message>
    <message>
        <source>The most uncertain</source>
        <translation>Die unsichersten</translation>
    </message>
    <message>
        <source>The most contradictory</source>
        <translation>Die widersprüchlichsten</translation>
    </message>
    <message>
        <source>Those unlike the others</source>
        <translation>Die, die anders als die übrigen sind</translation>
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
    <name>ToggleEditor</name>
    <message>
        <source>On</source>
        <translation>An</translation>
    </message>
</context>
<context>
    <name>ToldView</name>
    <message>
        <source>Nothing is told of single validation utterances yet. It begins with the start of a fine-tuning, before its first epoch.</source>
        <translation>Von einzelnen Äußerungen der Validierung ist noch nichts bekannt. Es beginnt mit dem Anfang eines Feintrainings, vor seiner ersten Epoche.</translation>
    </message>
</context>
<context>
    <name>Training</name>
    <message>
        <source>There is a run called “{name}” already.</source>
        <translation>Es gibt schon einen Lauf „{name}“.</translation>
    </message>
    <message>
        <source>Give this one another name.</source>
        <translation>Diesem einen anderen Namen geben.</translation>
    </message>
    <message>
        <source>There is nothing to learn from.</source>
        <translation>Es gibt nichts, woraus zu lernen wäre.</translation>
    </message>
    <message>
        <source>Label some utterances, or add a folder of clips.</source>
        <translation>Einige Äußerungen mit Labels versehen oder einen Ordner mit Clips hinzufügen.</translation>
    </message>
    <message>
        <source>waiting</source>
        <translation>wartet</translation>
    </message>
    <message>
        <source>reading data</source>
        <translation>liest Daten</translation>
    </message>
    <message>
        <source>training</source>
        <translation>trainiert</translation>
    </message>
    <message>
        <source>about to stop</source>
        <translation>hält gleich an</translation>
    </message>
    <message>
        <source>paused</source>
        <translation>pausiert</translation>
    </message>
    <message>
        <source>interrupted</source>
        <translation>unterbrochen</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>fehlgeschlagen</translation>
    </message>
    <message>
        <source>finished</source>
        <translation>fertig</translation>
    </message>
    <message>
        <source>imported</source>
        <translation>importiert</translation>
    </message>
    <message>
        <source>Nothing is labelled yet. Open a project, label utterances, then train.</source>
        <translation>Noch hat nichts ein Label. Ein Projekt öffnen, Äußerungen mit Labels versehen, dann trainieren.</translation>
    </message>
    <message>
        <source>Few labels: what is gained may be luck. Sixty or more are a good beginning.</source>
        <translation>Wenige Labels: Ein Gewinn kann Zufall sein. Sechzig oder mehr sind ein guter Anfang.</translation>
    </message>
    <message>
        <source>One file only: validation will say nothing of other people.</source>
        <translation>Nur eine Datei: Die Validierung sagt nichts über andere Menschen.</translation>
    </message>
    <message>
        <source>Two files only: one trains, the other one validates.</source>
        <translation>Nur zwei Dateien: Eine trainiert, die andere validiert.</translation>
    </message>
    <message>
        <source>Nearly all sentiments are on one side: label others, too.</source>
        <translation>Fast alle Sentiments liegen auf einer Seite: auch andere mit Labels versehen.</translation>
    </message>
    <message>
        <source>Some labelled files are not analysed and cannot be used: analyse them first.</source>
        <translation>Einige Dateien mit Labels sind nicht analysiert und können nicht genutzt werden: erst analysieren.</translation>
    </message>
    <message>
        <source>All of it, from nothing</source>
        <translation>Alles, von nichts an</translation>
    </message>
</context>
<context>
    <name>TrainingHandlers</name>
    <message>
        <source>Table (*.csv)</source>
        <translation>Tabelle (*.csv)</translation>
    </message>
    <message>
        <source>Picture (*.png)</source>
        <translation>Bild (*.png)</translation>
    </message>
    <message>
        <source>Drawing (*.svg)</source>
        <translation>Zeichnung (*.svg)</translation>
    </message>
    <message>
        <source>Delete “{name}” with its model and its curves?</source>
        <translation>„{name}“ mit Modell und Kurven löschen?</translation>
    </message>
    <message>
        <source>Analyses that were made with it stay.</source>
        <translation>Analysen, die damit gemacht wurden, bleiben.</translation>
    </message>
    <message numerus="yes">
        <source>%n training(s) that waited go on now: {names}.</source>
        <translation>
            <numerusform>%n Training, das wartete, geht jetzt weiter: {names}.</numerusform>
            <numerusform>%n Trainings, die warteten, gehen jetzt weiter: {names}.</numerusform>
        </translation>
    </message>
    <message>
        <source>Leave them out</source>
        <translation>Weglassen</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>Zeigen</translation>
    </message>
    <message>
        <source>Every file was predicted by “{name}” already.</source>
        <translation>Jede Datei wurde schon von „{name}“ vorhergesagt.</translation>
    </message>
    <message numerus="yes">
        <source>“{name}” is used now for %n file(s).</source>
        <translation>
            <numerusform>„{name}“ wird jetzt für %n Datei verwendet.</numerusform>
            <numerusform>„{name}“ wird jetzt für %n Dateien verwendet.</numerusform>
        </translation>
    </message>
    <message>
        <source>What was predicted before is kept; Compare shows both.</source>
        <translation>Frühere Vorhersagen bleiben; der Vergleich zeigt beide.</translation>
    </message>
    <message>
        <source>Back to the model before</source>
        <translation>Zurück zum Modell davor</translation>
    </message>
    <message>
        <source>Predicting was stopped.</source>
        <translation>Das Vorhersagen wurde angehalten.</translation>
    </message>
    <message>
        <source>Files that were not done show what they did before.</source>
        <translation>Dateien, die nicht fertig waren, zeigen, was sie vorher zeigten.</translation>
    </message>
    <message numerus="yes">
        <source>%n file(s) show the predictions before.</source>
        <translation>
            <numerusform>%n Datei zeigt die Vorhersagen davor.</numerusform>
            <numerusform>%n Dateien zeigen die Vorhersagen davor.</numerusform>
        </translation>
    </message>
    <message>
        <source>JSON (*.json)</source>
        <translation>JSON (*.json)</translation>
    </message>
    <message>
        <source>Export the comparison</source>
        <translation>Den Vergleich exportieren</translation>
    </message>
    <message>
        <source>Export the model</source>
        <translation>Modell exportieren</translation>
    </message>
    <message>
        <source>Model ({pattern})</source>
        <translation>Modell ({pattern})</translation>
    </message>
    <message>
        <source>Import a model</source>
        <translation>Modell importieren</translation>
    </message>
    <message>
        <source>“{name}” is in {path}, with its card.</source>
        <translation>„{name}“ liegt mit seiner Karte in {path}.</translation>
    </message>
    <message>
        <source>“{name}” was taken in; its features can be computed here.</source>
        <translation>„{name}“ wurde aufgenommen; seine Merkmale können hier berechnet werden.</translation>
    </message>
    <message>
        <source>Trained on {data}.</source>
        <translation>Trainiert mit {data}.</translation>
    </message>
    <message>
        <source>{name} is not in the open project.</source>
        <translation>{name} ist nicht im geöffneten Projekt.</translation>
    </message>
    <message>
        <source>Open the project that it was labelled in to watch this utterance.</source>
        <translation>Öffnen Sie das Projekt, in dem sie gelabelt wurde, um diese Äußerung anzusehen.</translation>
    </message>
    <message>
        <source>There is nothing to export here yet.</source>
        <translation>Hier gibt es noch nichts zu exportieren.</translation>
    </message>
    <message>
        <source>Export what is shown</source>
        <translation>Gezeigtes exportieren</translation>
    </message>
    <message>
        <source>{path} could not be written: {why}.</source>
        <translation>{path} konnte nicht geschrieben werden: {why}.</translation>
    </message>
    <message>
        <source>{path} could not be written.</source>
        <translation>{path} konnte nicht geschrieben werden.</translation>
    </message>
    <message>
        <source>Choose another folder.</source>
        <translation>Einen anderen Ordner wählen.</translation>
    </message>
</context>
<context>
    <name>TrainingPage</name>
    <message>
        <source>Details</source>
        <translation>Einzelheiten</translation>
    </message>
    <message numerus="yes">
        <source>“{model}”: {done} of %n utterance(s)</source>
        <translation>
            <numerusform>„{model}“: {done} von %n Äußerung</numerusform>
            <numerusform>„{model}“: {done} von %n Äußerungen</numerusform>
        </translation>
    </message>
    <message>
        <source>file {file} of {files}</source>
        <translation>Datei {file} von {files}</translation>
    </message>
    <message>
        <source>No run yet</source>
        <translation>Noch kein Lauf</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>Fortsetzen</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>Pausieren</translation>
    </message>
    <message>
        <source>Curves appear here once something trains.</source>
        <translation>Hier erscheinen Kurven, sobald etwas trainiert.</translation>
    </message>
    <message>
        <source>fold {number} of {count}</source>
        <translation>Durchgang {number} von {count}</translation>
    </message>
    <message>
        <source>sentiment error {change}</source>
        <translation>Sentimentfehler {change}</translation>
    </message>
    <message>
        <source>{speed} samples/s</source>
        <translation>{speed} Beispiele/s</translation>
    </message>
    <message numerus="yes">
        <source>best epoch {epoch}</source>
        <translation>
            <numerusform>beste Epoche {epoch}</numerusform>
            <numerusform>beste Epochen {epoch}</numerusform>
        </translation>
    </message>
    <message>
        <source>Export what is shown</source>
        <translation>Gezeigtes exportieren</translation>
    </message>
    <message numerus="yes">
        <source>{other} against {one}, on %n utterance(s): {sentence}.</source>
        <translation>
            <numerusform>{other} gegen {one}, an %n Äußerung: {sentence}.</numerusform>
            <numerusform>{other} gegen {one}, an %n Äußerungen: {sentence}.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>TrainingPlots</name>
    <message>
        <source>Curves of the training</source>
        <translation>Kurven des Trainings</translation>
    </message>
    <message>
        <source>Thin lines are folds, thick ones their mean as far as all of them have come.</source>
        <translation>Dünne Linien sind Durchgänge, dicke ihr Mittel, soweit alle gekommen sind.</translation>
    </message>
    <message>
        <source>Loss in training, by step</source>
        <translation>Verlust im Training, je Schritt</translation>
    </message>
    <message>
        <source>Validation score (more is better)</source>
        <translation>Validierungswert (mehr ist besser)</translation>
    </message>
    <message>
        <source>Validation: mean error of the sentiment</source>
        <translation>Validierung: mittlerer Sentimentfehler</translation>
    </message>
    <message>
        <source>Training: KL of each bottleneck, nats</source>
        <translation>Training: KL jedes Engpasses, nats</translation>
    </message>
    <message>
        <source>Validation: rates, nats</source>
        <translation>Validierung: Raten, nats</translation>
    </message>
    <message>
        <source>Validation: share of right expressions</source>
        <translation>Validierung: Anteil richtiger Ausdrücke</translation>
    </message>
    <message>
        <source>fused</source>
        <translation>zusammen</translation>
    </message>
</context>
<context>
    <name>Transcript</name>
    <message>
        <source>predicting …</source>
        <translation>wird vorhergesagt …</translation>
    </message>
</context>
<context>
    <name>TranscriptModel</name>
    <message>
        <source>labelled</source>
        <translation>gelabelt</translation>
    </message>
    <message>
        <source>sentiment {value}</source>
        <translation>Sentiment {value}</translation>
    </message>
    <message>
        <source>uncertain</source>
        <translation>unsicher</translation>
    </message>
    <message>
        <source>contradiction</source>
        <translation>Widerspruch</translation>
    </message>
    <message>
        <source>note: {note}</source>
        <translation>Notiz: {note}</translation>
    </message>
</context>
<context>
    <name>TranscriptPanel</name>
    <message>
        <source>Transcript</source>
        <translation>Transkript</translation>
    </message>
    <message>
        <source>Follow</source>
        <translation>Folgen</translation>
    </message>
    <message>
        <source>Go back to the playhead and follow it (Ctrl+L)</source>
        <translation>Zurück zur Abspielposition und ihr folgen (Strg+L)</translation>
    </message>
    <message>
        <source>Follow the playhead</source>
        <translation>Der Abspielposition folgen</translation>
    </message>
</context>
<context>
    <name>TranscriptView</name>
    <message>
        <source>{time} · recognised with a certainty of {share}</source>
        <translation>{time} · erkannt mit einer Sicherheit von {share}</translation>
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
    <name>UtteranceActions</name>
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
    <message>
        <source>Nobody is in view in this utterance.</source>
        <translation>In dieser Äußerung ist niemand im Bild.</translation>
    </message>
    <message>
        <source>Name the person</source>
        <translation>Person benennen</translation>
    </message>
    <message>
        <source>Name of {person} in this file; empty for none:</source>
        <translation>Name von {person} in dieser Datei; leer für keinen:</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>Notiz</translation>
    </message>
    <message>
        <source>Note on the utterance at {time}; it is exported too:</source>
        <translation>Notiz zur Äußerung bei {time}; sie wird mit exportiert:</translation>
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
    <name>WatchingTabs</name>
    <message>
        <source>What is seen of the run</source>
        <translation>Was vom Lauf zu sehen ist</translation>
    </message>
    <message>
        <source>Curves</source>
        <translation>Kurven</translation>
    </message>
    <message>
        <source>z</source>
        <translation>z</translation>
    </message>
    <message>
        <source>The fused representation in the plane</source>
        <translation>Die gemeinsame Darstellung in der Ebene</translation>
    </message>
    <message>
        <source>Confusion</source>
        <translation>Verwechslungen</translation>
    </message>
    <message>
        <source>Which expression is taken for which</source>
        <translation>Welcher Ausdruck für welchen gehalten wird</translation>
    </message>
    <message>
        <source>Most wrong</source>
        <translation>Größte Fehler</translation>
    </message>
    <message>
        <source>The largest errors on validation</source>
        <translation>Die größten Fehler in der Validierung</translation>
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
    <name>WaysOut</name>
    <message>
        <source>Open</source>
        <translation>Öffnen</translation>
    </message>
    <message>
        <source>Show in folder</source>
        <translation>Im Ordner zeigen</translation>
    </message>
    <message>
        <source>Open the models</source>
        <translation>Modelle öffnen</translation>
    </message>
    <message>
        <source>Open another file…</source>
        <translation>Andere Datei öffnen…</translation>
    </message>
    <message>
        <source>Analyse again</source>
        <translation>Erneut analysieren</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>Fortfahren</translation>
    </message>
    <message>
        <source>Show the log</source>
        <translation>Protokoll zeigen</translation>
    </message>
</context>
<context>
    <name>WordEditor</name>
    <message>
        <source>Correct a word</source>
        <translation>Wort korrigieren</translation>
    </message>
    <message>
        <source>Enter keeps it, Tab goes on to the next, Esc ends</source>
        <translation>Eingabetaste behält es, Tab geht zum nächsten, Esc beendet</translation>
    </message>
</context>
<context>
    <name>WorstView</name>
    <message>
        <source>Sentiment</source>
        <translation>Sentiment</translation>
    </message>
    <message>
        <source>Expression</source>
        <translation>Ausdruck</translation>
    </message>
    <message>
        <source>Wrong about</source>
        <translation>Fehler bei</translation>
    </message>
    <message>
        <source>Believed</source>
        <translation>Geglaubt</translation>
    </message>
    <message>
        <source>Error</source>
        <translation>Fehler</translation>
    </message>
    <message>
        <source>Utterance</source>
        <translation>Äußerung</translation>
    </message>
    <message>
        <source>File</source>
        <translation>Datei</translation>
    </message>
    <message>
        <source>At</source>
        <translation>Bei</translation>
    </message>
    <message>
        <source>Label</source>
        <translation>Label</translation>
    </message>
    <message>
        <source>Prediction</source>
        <translation>Vorhersage</translation>
    </message>
    <message>
        <source>No validation utterance has such a label.</source>
        <translation>Keine Äußerung der Validierung hat ein solches Label.</translation>
    </message>
    <message>
        <source>Last column: the probability that the model gave the labelled expression. A double click or Enter goes to the utterance.</source>
        <translation>Letzte Spalte: die Wahrscheinlichkeit, die das Modell dem gelabelten Ausdruck gab. Doppelklick oder Eingabetaste führt zur Äußerung.</translation>
    </message>
    <message>
        <source>The largest errors first. A double click or Enter goes to the utterance.</source>
        <translation>Die größten Fehler zuerst. Doppelklick oder Eingabetaste führt zur Äußerung.</translation>
    </message>
</context>
<context>
    <name>WrongTable</name>
    <message>
        <source>Most wrong utterances</source>
        <translation>Äußerungen mit den größten Fehlern</translation>
    </message>
</context>
<context>
    <name>ZMap</name>
    <message>
        <source>Fused representation of validation utterances</source>
        <translation>Gemeinsame Darstellung der Äußerungen der Validierung</translation>
    </message>
    <message>
        <source>Sentiment</source>
        <translation>Sentiment</translation>
    </message>
    <message>
        <source>Expression</source>
        <translation>Ausdruck</translation>
    </message>
    <message>
        <source>Colour by</source>
        <translation>Farbe nach</translation>
    </message>
    <message>
        <source>Dots have the colour of what people say</source>
        <translation>Punkte haben die Farbe dessen, was Menschen sagen</translation>
    </message>
    <message>
        <source>Principal components</source>
        <translation>Hauptkomponenten</translation>
    </message>
    <message>
        <source>t-SNE</source>
        <translation>t-SNE</translation>
    </message>
    <message>
        <source>Plane</source>
        <translation>Ebene</translation>
    </message>
    <message>
        <source>Point at a dot to read its utterance; a double click goes there.</source>
        <translation>Zeigen Sie auf einen Punkt, um seine Äußerung zu lesen; ein Doppelklick führt dorthin.</translation>
    </message>
    <message>
        <source>not labelled</source>
        <translation>nicht gelabelt</translation>
    </message>
    <message>
        <source>z of fold {number}.</source>
        <translation>z von Durchgang {number}.</translation>
    </message>
    <message>
        <source>Epoch {epoch}, which is kept (perplexity {perplexity}, seed {seed}): like lies beside like; distances between clouds say nothing.</source>
        <translation>Epoche {epoch}, die behalten wird (Perplexität {perplexity}, Startwert {seed}): Ähnliches liegt beieinander; Abstände zwischen Wolken sagen nichts.</translation>
    </message>
    <message>
        <source>Two directions that hold {share} of the variance of z.</source>
        <translation>Zwei Richtungen, die {share} der Varianz von z enthalten.</translation>
    </message>
    <message>
        <source>Only the heads learn: z stays where it is.</source>
        <translation>Nur die Köpfe lernen: z bleibt, wo es ist.</translation>
    </message>
    <message>
        <source>{drawn} of {total} utterances, drawn with a fixed seed.</source>
        <translation>{drawn} von {total} Äußerungen, mit festem Startwert gezogen.</translation>
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
