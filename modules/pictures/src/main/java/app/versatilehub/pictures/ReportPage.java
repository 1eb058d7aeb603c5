package app.versatilehub.pictures;

import static app.versatilehub.pictures.Markup.escape;
import static java.util.stream.Collectors.joining;

import app.versatilehub.topology.Finding;
import app.versatilehub.topology.Severity;
import app.versatilehub.topology.isolation.Inventory;
import app.versatilehub.topology.isolation.Judgement.Waived;
import app.versatilehub.topology.isolation.Proof;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The page of a report. Whatever is not written here goes through {@link Markup#escape}. */
final class ReportPage {

  private static final String SCRIPT = Svg.resource("report.js");

  private ReportPage() {}

  static String of(Report report) {
    Inventory inventory = report.reachability().inventory();
    String title = escape(report.judgement().title());
    return """
    <!doctype html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-%s'; base-uri 'none'; form-action 'none'">
    <title>Isolation of %s</title>
    <style>
    %s</style>
    </head>
    <body>
    <a class="skip" href="#matrix">To the matrix</a>
    <header>
    <h1>Isolation of %s</h1>
    <p>Judged on %s for %s.%s</p>
    </header>
    <main>
    %s
    <section aria-labelledby="map"><h2 id="map">Networks and services</h2>
    <div class="wide" tabindex="0" role="group" aria-labelledby="map">%s</div></section>
    %s
    %s
    %s
    %s
    </main>
    <script type="application/json" id="data">%s</script>
    <script>%s</script>
    </body>
    </html>
    """
        .formatted(
            hash(SCRIPT),
            title,
            Svg.resource("report.css"),
            title,
            report.policy().today(),
            inventory
                .engine()
                .map(version -> "Docker Engine " + escape(version.toString()))
                .orElse("the weakest of the supported engines"),
            report.live().isPresent() ? "" : " No running engine was asked.",
            summary(report),
            Picture.MAP.svg(report.topology()),
            MATRIX,
            findings(
                "findings", "Findings", "None: every rule is kept.", report.judgement().findings()),
            waivers(report.judgement().waived()),
            live(report.live()),
            ReachData.of(report.reachability(), inventory, report.live()),
            SCRIPT);
  }

  private static String summary(Report report) {
    Proof proof = report.judgement().proof();
    List<Finding> findings = report.judgement().findings();
    return "<section aria-labelledby=\"summary\"><h2 id=\"summary\">In short</h2><dl"
        + " class=\"facts\">"
        + fact(
            "Findings",
            count(findings, Severity.ERROR, "error")
                + ", "
                + count(findings, Severity.WARNING, "warning")
                + ", "
                + count(findings, Severity.INFO, "note"),
            findings.stream().anyMatch(Finding::isError) ? "bad" : "good")
        + fact(
            "Services to take over from the Internet before a datastore is reached",
            proof.compromisesToDatastore().isPresent()
                ? Integer.toString(proof.compromisesToDatastore().getAsInt())
                : "none ever is",
            proof.compromisesToDatastore().orElse(1) == 0 ? "bad" : "good")
        + fact("Pairs of a source and a port", Integer.toString(proof.pairs()), "")
        + fact("open as things are", Integer.toString(proof.open()), "")
        + fact("open only after takeovers", Integer.toString(proof.byCompromise()), "")
        + fact("closed whatever is taken over", Integer.toString(proof.closed()), "")
        + fact("open without a declared flow", Integer.toString(proof.undeclared()), "")
        + report
            .live()
            .map(
                live ->
                    fact(
                        "Running engine",
                        live.passes() ? "as declared" : "not as declared",
                        live.passes() ? "good" : "bad"))
            .orElse("")
        + "</dl><p class=\"hash\">Reach: <code>"
        + escape(proof.hash())
        + "</code></p></section>";
  }

  private static String fact(String what, String value, String style) {
    return "<div class=\"%s\"><dt>%s</dt><dd>%s</dd></div>"
        .formatted(style, escape(what), escape(value));
  }

  private static String count(List<Finding> findings, Severity severity, String word) {
    long count = findings.stream().filter(finding -> finding.severity() == severity).count();
    return count + " " + word + (count == 1 ? "" : "s");
  }

  private static final String MATRIX =
      """
      <section aria-labelledby="matrix"><h2 id="matrix">Who reaches whom</h2>
      <noscript><p>The matrix needs the script of this page, which does not run here.</p></noscript>
      <form class="filter" id="filter" role="search" aria-label="Filter of the matrix">
      <label>From <input id="from" type="search" autocomplete="off" placeholder="a part of the name"></label>
      <label>To <input id="to" type="search" autocomplete="off" placeholder="a part of the name"></label>
      <label>Only <select id="only"><option value="">everything</option><option value="open">open as things are</option>
      <option value="undeclared">open without a declared flow</option><option value="takeover">open after takeovers</option>
      <option value="differs">not as observed</option></select></label>
      <output id="shown"></output></form>
      <p class="legend" id="legend"><span><b class="o">●</b> open, by a declared flow or from outside</span> <span><b class="u">○</b> open,
      without a declared flow</span> <span><b class="t">2</b> open after so many takeovers</span> <span><b>·</b> closed</span>
      <span class="iflive"><b class="x">●</b> observed otherwise</span>
      <span class="hint">Point at a cell, or go there with the arrow keys, for the path.</span></p>
      <div class="wide" id="grid"></div>
      <p id="detail" role="status"></p></section>
      """;

  private static String findings(String id, String title, String none, List<Finding> findings) {
    return section(
        id,
        title,
        findings.isEmpty()
            ? "<p>" + escape(none) + "</p>"
            : table(
                List.of("Severity", "Where", "What", "What to do", "Rule"),
                findings.stream()
                    .map(
                        finding ->
                            row(
                                List.of(
                                    "<b class=\"%1$s\">%1$s</b>".formatted(word(finding)),
                                    escape(finding.subject()),
                                    escape(finding.message()),
                                    escape(finding.cure()),
                                    code(finding.id()))))
                    .collect(joining())));
  }

  private static String waivers(List<Waived> waived) {
    return section(
        "waivers",
        "Waivers",
        waived.isEmpty()
            ? "<p>None.</p>"
            : table(
                List.of("Rule", "Where", "What", "Why it does not count", "Until"),
                waived.stream()
                    .map(
                        one ->
                            row(
                                List.of(
                                    code(one.finding().id()),
                                    escape(one.finding().subject()),
                                    escape(one.finding().message()),
                                    escape(one.waiver().reason()),
                                    one.waiver().expires().toString())))
                    .collect(joining())));
  }

  private static String live(Optional<LiveResults> live) {
    return live.map(
            results ->
                findings(
                    "live",
                    "On the running engine: " + results.engine(),
                    "None: the engine is as declared.",
                    results.findings()))
        .orElse("");
  }

  private static String section(String id, String title, String content) {
    return "<section aria-labelledby=\"%1$s\"><h2 id=\"%1$s\">%2$s</h2>\n%3$s</section>"
        .formatted(id, escape(title), content);
  }

  private static String table(List<String> headings, String rows) {
    return "<div class=\"wide\"><table><thead><tr>"
        + headings.stream()
            .map(heading -> "<th scope=\"col\">" + escape(heading) + "</th>")
            .collect(joining())
        + "</tr></thead><tbody>\n"
        + rows
        + "</tbody></table></div>";
  }

  /** Cells that are markup already. */
  private static String row(List<String> cells) {
    return cells.stream()
        .map(cell -> "<td>" + cell + "</td>")
        .collect(joining("", "<tr>", "</tr>\n"));
  }

  private static String code(String text) {
    return "<code>" + escape(text) + "</code>";
  }

  private static String word(Finding finding) {
    return finding.severity().name().toLowerCase(Locale.ROOT);
  }

  /** By which the policy knows the one script that may run. */
  private static String hash(String script) {
    try {
      return Base64.getEncoder()
          .encodeToString(
              MessageDigest.getInstance("SHA-256").digest(script.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
