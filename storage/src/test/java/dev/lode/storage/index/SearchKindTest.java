package dev.lode.storage.index;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("either-search")
class SearchKindTest {
    @Test
    void takesVectorsWhereThereAreAny() {
        assertThat(SearchKind.of("auto").make().name())
                .isEqualTo(SearchKind.hasVectors() ? "vector" : "scalar");
        assertThat(SearchKind.of("scalar").make().name()).isEqualTo("scalar");
    }

    @Test
    void staysWithWhatThisProcessUsesAlready() {
        NodeSearch first = NodeSearch.chosen();
        assertThat(NodeSearch.choose(SearchKind.SCALAR)).isSameAs(first);
        assertThat(NodeSearch.chosen()).isSameAs(first);
    }
}
