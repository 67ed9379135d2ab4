package io.scanloop.learning.method;

import io.scanloop.learning.inference.Sight;
import io.scanloop.learning.view.Case;
import io.scanloop.learning.view.SliceCase;
import java.util.List;

/** One contrast of a study, slice by slice. */
record SliceSight(int contrasts) implements Sight {
    @Override
    public Case of(Case study) {
        return new SliceCase(study, contrasts);
    }

    @Override
    public List<List<String>> channels(List<String> names) {
        return List.of(names);
    }

    @Override
    public String law() {
        return SliceCase.LAW;
    }
}
