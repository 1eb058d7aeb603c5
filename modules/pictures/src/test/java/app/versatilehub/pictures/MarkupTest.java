package app.versatilehub.pictures;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MarkupTest {

  @Test
  void keepsWhatWouldBeMarkupAsText() {
    assertThat(Markup.escape("<script a=\"b\" c='d'>&</script>"))
        .isEqualTo("&lt;script a=&quot;b&quot; c=&#39;d&#39;&gt;&amp;&lt;/script&gt;");
  }

  @Test
  void replacesWhatNoDocumentMayHold() {
    assertThat(Markup.escape("a\u0000\u001bb\nc")).isEqualTo("a\ufffd\ufffdb\nc");
  }

  @Test
  void ofMermaidLeavesNothingThatEndsALabel() {
    assertThat(MermaidText.escape("a\"]; b --> <c> #35;")).doesNotContain("\"", "]", ">", "<");
  }
}
