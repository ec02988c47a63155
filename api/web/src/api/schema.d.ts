export interface components {
  schemas: {
    AskReply: {
      answer_id: string;
      kind: "answer" | "suggest" | "clarify" | "abstain" | "handoff" | "smalltalk";
      text: string;
      confidence: number;
      pair_id?: string;
      citations: components["schemas"]["Citation"][];
      suggestions: components["schemas"]["Suggestion"][];
      understood_as: string;
      as_of: string;
      edition: number;
      took_ms: number;
    };
    Citation: {
      passage_id?: string;
      title: string;
      document_number?: string;
      clause?: string;
      url?: string;
      quote?: string;
      summary?: string;
      effective_from?: string;
      effective_to?: string;
      status: string;
    };
    Suggestion: {
      question: string;
      pair_id?: string;
      passage_id?: string;
    };
    Message: {
      /** Format: int64 */
      seq: number;
      id: string;
      client_id?: string;
      reply_to?: string;
      author: "taxpayer" | "yueyue" | "agent" | "system";
      text: string;
      answer?: components["schemas"]["AskReply"];
      /** Format: date-time */
      created_at: string;
    };
    MessagePage: {
      messages: components["schemas"]["Message"][];
    };
    Conversation: {
      id: string;
      token?: string;
    };
    PostedMessage: {
      message: components["schemas"]["Message"];
      reply?: components["schemas"]["Message"] | null;
    };
    Problem: {
      type?: string;
      title?: string;
      status?: number;
      detail?: string;
      code?: string;
      request_id?: string;
    };
    TrendingList: {
      items: {
        id: string;
        question: string;
        pair_id: string;
      }[];
    };
    PackageList: {
      items: {
        id: string;
        title: string;
        summary: string;
        count: number;
      }[];
    };
    Package: {
      id: string;
      title: string;
      summary: string;
      questions: {
        question: string;
        pair_id: string;
      }[];
    };
    QuickLinkList: {
      items: {
        id: string;
        title: string;
        description: string;
        url: string;
        group: string;
      }[];
    };
  };
}
