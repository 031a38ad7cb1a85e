// A page that is opened as a file, without a server, may start no worker and fetch no index. MkDocs
// then finds this in place of its worker, and searches in the page itself.
if (location.protocol === "file:") {
  const script = (name) =>
    new Promise((loaded) => {
      const tag = document.createElement("script");
      tag.src = `${base_url}/search/${name}`;
      tag.onload = loaded;
      document.head.append(tag);
    });

  const load = async () => {
    await script("lunr.js");
    await script("search_index.js");
    return lunr(function () {
      this.ref("location");
      this.field("title");
      this.field("text");
      searchIndex.docs.forEach((page) => this.add(page));
    });
  };

  window.Worker = class {
    async postMessage({ init, query }) {
      if (init) {
        addEventListener("DOMContentLoaded", () => {
          this.onmessage({ data: { config: { min_search_length: 3 } } });
          this.onmessage({ data: { allowSearch: true } });
        });
        return;
      }
      this.index ??= load(); // at the first question, not on every page
      const found = (await this.index).search(query).map(({ ref }) => ref);
      const pages = new Map(searchIndex.docs.map((page) => [page.location, page]));
      const results = found
        .map((place) => pages.get(place))
        .map((page) => ({ ...page, summary: page.text.slice(0, 200) }));
      this.onmessage({ data: { results } });
    }
  };
}
